import { expect, test } from 'vitest';
import { LAYER_LANGUAGE } from '../../../src/network/layer-language.js';
import { remainingTrials } from '../../../src/run/planning/planned-sweep.js';
import { KERNELS_THAT_WASM_LACKS, whyUntrainable } from '../../../src/run/planning/untrainable.js';
import { expandSpec } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { MNIST } from '../../spec/mnist-facts.js';

function whyOf(layers: string): string | null {
  const text = `name: a\ndataset: mnist\nmodel: { layers: [${layers}] }\n`;
  const expansion = expandSpec(parseSpec(text, 'a.yaml'), MNIST);
  return whyUntrainable(expansion, remainingTrials(expansion, new Map()));
}

const SETTINGS: Readonly<Record<string, string>> = {
  filters: 'filters: 2',
  kernel_size: 'kernel_size: 2',
  output_dim: 'output_dim: 2',
};

const lacking = Object.entries(LAYER_LANGUAGE).flatMap(([name, layer]) => {
  const kernel = KERNELS_THAT_WASM_LACKS[layer.class as keyof typeof KERNELS_THAT_WASM_LACKS];
  const settings = layer.required.map((key) => SETTINGS[key]).join(', ');
  return kernel === undefined ? [] : [[name, kernel, `${name}: { ${settings} }`] as const];
});

test.each(lacking)('a spec with %s is refused on wasm for want of %s', (name, kernel, layer) => {
  const why = whyOf(`{ ${layer} }, flatten`);
  expect(why).toContain(name);
  expect(why).toContain(kernel);
});

test('a spec without such a layer is not', () => {
  expect(whyOf('{ gru: 3 }')).toBeNull();
});
