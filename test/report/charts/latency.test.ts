import { expect, test } from 'vitest';
import { answerText, latencyChart } from '../../../src/report/charts/latency.js';
import { gatherFacts } from '../../../src/report/facts.js';
import { PALETTES } from '../../../src/report/palette.js';
import { latencyRow, madeUpSweep, trialRow } from '../rows.js';

const rows = (milliseconds: readonly number[], batch = 1) =>
  milliseconds.map((median_ms, index) =>
    latencyRow(trialRow({ flops: 100 * (index + 1) }), { median_ms, batch }),
  );

test.each([
  [
    [1, 2, 3, 4],
    'At batch size 1, fewer FLOPs run faster here (Spearman’s rank correlation 1.00, 4 models).',
  ],
  [[1, 3, 2, 4], 'fewer FLOPs mostly run faster here (Spearman’s rank correlation 0.80'],
  [
    [4, 3, 2, 1],
    'fewer FLOPs do not run faster here: other costs dominate (Spearman’s rank correlation -1.00',
  ],
  [[1, 2], 'At batch size 1 there are too few models to tell.'],
])('milliseconds %j: %s', (milliseconds, text) => {
  expect(answerText(rows(milliseconds))).toContain(text);
});

test('each batch size has its sentence', () => {
  const text = answerText([...rows([1, 2, 3], 256), ...rows([3, 2, 1])]);
  expect(text).toMatch(/^At batch size 1, fewer FLOPs do not .*At batch size 256, fewer/);
});

test('only what was measured last, on its machine and engine, is compared', () => {
  const input = madeUpSweep([[8], [16]], [0]);
  const [first, ...others] = input.latencies ?? [];
  if (first === undefined) throw new Error('no latency');
  const elsewhere = { ...first, host: 'other', measured: '2026-01-01T00:00:00Z' };
  const facts = gatherFacts({ ...input, latencies: [elsewhere, first, ...others] });
  expect(latencyChart.data(facts)['latencies']).toHaveLength(4);
});

test('a sweep of which nothing was measured has no such chart', () => {
  const { latencies: _, ...input } = madeUpSweep([[8], [16]], [0]);
  expect(latencyChart.spec(gatherFacts(input), PALETTES.light)).toBeNull();
  expect(latencyChart.empty).toBeUndefined();
});
