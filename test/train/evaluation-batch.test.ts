import { expect, test } from 'vitest';
import { layersTopology } from '../../src/network/layer-language.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { evaluationBatch, paysToCompileEvaluation } from '../../src/train/grouped/view.js';

const networkOf = (layers: Parameters<typeof layersTopology>[0]) =>
  networkFromTopology(layersTopology(layers, [28, 28], 10));
const conv = networkOf([
  { layer: 'conv2d', settings: { filters: 8, kernel_size: 5 } },
  { layer: 'flatten', settings: {} },
]);
const gru = networkOf([{ layer: 'gru', settings: { units: 16 } }]);
const dense = networkOf([{ layer: 'flatten', settings: {} }]);

test('an evaluation has fewer images at once where equal networks lay windows side by side', () => {
  // 24 x 24 windows of 5 x 5 are 14,400 numbers of an image, of which 2^21 are laid out at once.
  expect(evaluationBatch([conv], 'graph')).toBe(145);
  expect(evaluationBatch([conv, dense], 'graph')).toBe(145);
  expect(evaluationBatch([conv, conv], 'graph')).toBe(72);
  expect(evaluationBatch(new Array(9).fill(conv), 'graph')).toBe(32);
  expect(evaluationBatch([gru, gru], 'graph')).toBe(evaluationBatch([gru], 'graph'));
  expect(evaluationBatch([dense, dense], 'graph')).toBe(500);
  // Whose sums must not change with the company.
  expect(evaluationBatch([conv, conv], 'interpreted')).toBe(100);
});

test('rounds of a recurrent network have fewer images at once, for the sake of caches', () => {
  expect(evaluationBatch([gru], 'graph')).toBe(250);
  expect(evaluationBatch([dense, gru], 'xla')).toBe(250);
});

test('XLA compiles evaluations of many images by networks that gain from it', () => {
  // GRUs gain 4 us an image, against a second for one architecture and half of one for each further.
  const times = (count: number, network: typeof gru) => new Array<typeof gru>(count).fill(network);
  expect(paysToCompileEvaluation([gru], 110_000)).toBe(false);
  expect(paysToCompileEvaluation([gru], 1_000_000)).toBe(true);
  expect(paysToCompileEvaluation(times(8, gru), 110_000)).toBe(true);
  expect(paysToCompileEvaluation(times(8, gru), 10_000)).toBe(false);
  expect(paysToCompileEvaluation(times(8, dense), 110_000)).toBe(false);
  // The same gain, and another architecture to compile.
  expect(paysToCompileEvaluation(times(4, gru), 70_000)).toBe(true);
  expect(paysToCompileEvaluation([...times(4, gru), dense], 70_000)).toBe(false);
});
