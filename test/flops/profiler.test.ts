import { expect, test } from 'vitest';
import { rowOf } from './layer-case.js';

/**
 * What `float_operation` of TensorFlow 2.21's profiler says of the inference graph of a layer of
 * Keras 3.15 on one sample, weights frozen into constants; run for this table.
 */
test.each([
  ['Dense', { units: 3, activation: 'softmax' }, [[8]], 66],
  ['Dense', { units: 6 }, [[4, 5]], 264],
  ['LayerNormalization', {}, [[32, 3]], 992],
  ['LayerNormalization', { center: false, scale: false }, [[32, 3]], 736],
  ['GroupNormalization', { groups: 2 }, [[8, 8, 4]], 1556],
  ['RMSNormalization', {}, [[32, 4]], 608],
  ['UnitNormalization', {}, [[32, 4]], 448],
  ['BatchNormalization', {}, [[8, 8, 4]], 536],
  ['BatchNormalization', {}, [[32, 3]], 210],
  ['BatchNormalization', { scale: false }, [[32, 3]], 207],
  ['BatchNormalization', { trainable: false }, [[32, 3]], 210],
  [
    'EinsumDense',
    { equation: 'abc,cd->abd', output_shape: [null, 7], bias_axes: 'd' },
    [[4, 5]],
    308,
  ],
  [
    'Attention',
    {},
    [
      [10, 16],
      [10, 16],
    ],
    6900,
  ],
  [
    'Attention',
    { score_mode: 'concat', use_scale: true },
    [
      [10, 16],
      [10, 16],
    ],
    8500,
  ],
  [
    'AdditiveAttention',
    {},
    [
      [10, 16],
      [10, 16],
    ],
    8400,
  ],
  ['Dot', { axes: 1 }, [[6], [6]], 12],
  [
    'Dot',
    { axes: 2 },
    [
      [4, 6],
      [5, 6],
    ],
    240,
  ],
  ['Dot', { axes: 1, normalize: true }, [[5], [5]], 44],
  ['Average', {}, [[6], [6]], 12],
  ['Rescaling', { scale: 2, offset: 1 }, [[6]], 12],
  ['LeakyReLU', {}, [[6]], 0],
  ['Activation', { activation: 'sigmoid' }, [[6]], 0],
  ['Conv2DTranspose', { filters: 4, kernel_size: [3, 3], strides: [2, 2] }, [[4, 4, 1]], 1782],
  ['Conv1DTranspose', { filters: 4, kernel_size: [3], strides: [2] }, [[4, 1]], 144],
  ['UpSampling2D', { interpolation: 'bilinear' }, [[4, 4, 3]], 0],
] as const)('TensorFlow says of %s %j on %j: %i', (class_name, config, inputs, flops) => {
  const row = rowOf({ class_name, config, inputs }, { convention: 'tensorflow' });
  expect(row.forward).toBe(BigInt(flops));
  // Nothing is said of training.
  expect([row.forward_training, row.backward]).toEqual([null, null]);
});
