import { expect, test } from 'vitest';
import { parseSpec } from '../../src/spec/parse.js';
import { gridPoints } from '../../src/spec/search/grid.js';
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

test('hundreds of entries of exclude are asked together, not one by one', () => {
  const rates = upTo(300).map((index) => index / 1e5);
  // The diagonal of a square, and one entry of long lists.
  const entries = [
    ...upTo(300).map((width, index) => `{ hidden: [${width}], learning_rate: ${rates[index]} }`),
    `{ hidden: [${upTo(150).map((width) => `[${width}]`)}], learning_rate: [${rates.slice(150)}] }`,
  ];
  const began = performance.now();
  const spec = parse(`parameters:
  hidden: { depth: [1], width: [${upTo(300)}] }
  learning_rate: { values: [${rates}] }
exclude: [${entries}]`);
  let kept = 0;
  for (const point of gridPoints(spec.search)) kept += point.value('learning_rate') ? 1 : 0;
  // One by one it takes minutes.
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(kept).toBe(300 * 300 - 300 - 150 * 150);
});
