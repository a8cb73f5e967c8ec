import { expect, test } from 'vitest';
import { parseSpec } from '../../src/spec/parse.js';
import type { Spec } from '../../src/spec/spec.js';

function parse(lines: string): Spec {
  return parseSpec(`name: a\ndataset: mnist\n${lines}\n`, 'a.yaml');
}

/** The values of a parameter, in their order. */
function valuesOf({ search }: Spec, name: string): readonly unknown[] {
  const domain = search.models[0]?.axes.find((axis) => axis.name === name)?.domain;
  return domain?.kind === 'values' ? domain.values : [];
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

test('values that stand twice in a long list are found in one pass', () => {
  const widths = [...upTo(5000), ...upTo(5000)];
  const began = performance.now();
  const spec = parse(`parameters: { hidden: { depth: [1], width: [${widths.join(', ')}] } }`);
  // Pair by pair it takes half a minute.
  expect(performance.now() - began).toBeLessThan(5000);
  expect(valuesOf(spec, 'hidden')).toEqual(upTo(5000).map((width) => [width]));
});
