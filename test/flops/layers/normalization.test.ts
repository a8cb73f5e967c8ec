import { expect, test } from 'vitest';
import { countFlops } from '../../../src/flops/count.js';
import { modelOf, rowOf, testLayers } from '../layer-case.js';

testLayers([
  {
    what: 'x a + b at inference; in training 5 for mean and variance, 2 for factor and offset',
    class_name: 'BatchNormalization',
    config: {},
    inputs: [[4, 4, 3]],
    output: [4, 4, 3],
    params: 12n, // factor, offset, and two moving averages of 3 channels
    other: 96n, // 2 x 48
    training: 336n, // 7 x 48
  },
  {
    what: 'without offset',
    class_name: 'BatchNormalization',
    config: { center: false },
    inputs: [[10]],
    output: [10],
    params: 30n,
    other: 20n,
    training: 60n,
  },
  {
    what: 'neither factor nor offset',
    class_name: 'BatchNormalization',
    config: { center: false, scale: false, axis: [1] },
    inputs: [[6, 2]],
    output: [6, 2],
    params: 12n, // two moving averages of the 6 along axis 1
    other: 24n,
    training: 60n,
  },
  {
    what: '5 an element, factor and offset',
    class_name: 'LayerNormalization',
    config: {},
    inputs: [[5, 8]],
    output: [5, 8],
    params: 16n,
    other: 280n, // 7 x 40
  },
  {
    what: 'over two axes',
    class_name: 'LayerNormalization',
    config: { axis: [1, 2], center: false },
    inputs: [[5, 8]],
    output: [5, 8],
    params: 40n,
    other: 240n,
  },
  {
    what: 'plain',
    class_name: 'LayerNormalization',
    config: { center: false, scale: false },
    inputs: [[3]],
    output: [3],
    params: 0n,
    other: 15n,
  },
  {
    what: 'a factor and an offset for each channel, whatever the groups',
    class_name: 'GroupNormalization',
    config: { groups: 2 },
    inputs: [[3, 3, 4]],
    output: [3, 3, 4],
    params: 8n,
    other: 252n, // 7 x 36
  },
  {
    what: 'each channel alone',
    class_name: 'GroupNormalization',
    config: { groups: -1, scale: false },
    inputs: [[2, 6]],
    output: [2, 6],
    params: 6n,
    other: 72n,
  },
  {
    what: 'without either',
    class_name: 'GroupNormalization',
    config: { groups: 1, scale: false, center: false },
    inputs: [[4]],
    output: [4],
    params: 0n,
    other: 20n,
  },
  {
    what: 'the square, their sum, times 1 / root, times the factor',
    class_name: 'RMSNormalization',
    config: {},
    inputs: [[5, 8]],
    output: [5, 8],
    params: 8n,
    other: 160n,
  },
  {
    what: 'the square, their sum, times 1 / root',
    class_name: 'UnitNormalization',
    config: {},
    inputs: [[5, 8]],
    output: [5, 8],
    params: 0n,
    other: 120n,
  },
  {
    what: "the dataset's mean and variance, and how many samples made them",
    class_name: 'Normalization',
    config: {},
    inputs: [[4, 3]],
    output: [4, 3],
    params: 7n, // 3 + 3 + 1
    other: 24n,
  },
  {
    what: 'given as settings',
    class_name: 'Normalization',
    config: { axis: null, mean: 0.5, variance: 2 },
    inputs: [[4]],
    output: [4],
    params: 0n,
    other: 8n,
  },
]);

test('a frozen batch normalisation runs as at inference, and learns nothing', () => {
  const config = { trainable: false };
  const layer = { class_name: 'BatchNormalization', config, inputs: [[4, 4, 3]] };
  const report = countFlops(modelOf(layer));
  expect([report.forward, report.forward_training, report.optimizer_step]).toEqual([96n, 96n, 0n]);
});

test('fvcore counts 2 an element at inference and 5 in training, 1 and 4 without a factor', () => {
  const count = (config: object) => {
    const layer = { class_name: 'BatchNormalization', config: { ...config }, inputs: [[8]] };
    const { forward, forward_training } = rowOf(layer, { convention: 'fvcore' });
    return [forward, forward_training];
  };
  expect(count({})).toEqual([16n, 40n]);
  expect(count({ scale: false, center: false })).toEqual([8n, 32n]);
});

test('TensorFlow counts what is done to each channel once a batch', () => {
  const layer = { class_name: 'BatchNormalization', config: {}, inputs: [[32, 3]] };
  // 2 x 96 an image; of 3 channels + epsilon, 1 / root (2), x factor, x mean, subtraction.
  const count = (batch: number) => rowOf(layer, { convention: 'tensorflow', batch }).forward;
  expect([count(1), count(10)]).toEqual([210n, 1_938n]);
});

test('groups that do not fit are refused', () => {
  const layer = { class_name: 'GroupNormalization', config: { groups: 3 }, inputs: [[4]] };
  expect(() => countFlops(modelOf(layer))).toThrow(
    'layer it (GroupNormalization): 4 channels cannot be split into 3 groups',
  );
});
