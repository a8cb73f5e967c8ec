import * as tf from '@tensorflow/tfjs-core';
import { NO_CORRECTION, NUMBERS, type Executor } from '../../elementary/operations.js';
import { TENSORS } from '../tensor-operations.js';

/** A learning rate: a number, or a tensor that stretches over the parameter. */
export type Rate = number | tf.Tensor;

/** Updates on tensors with as few passes over their arrays as we know. */
export const FUSED: Executor<tf.Tensor, number, Rate> = {
  ...TENSORS,
  scalars: NUMBERS,
  /** Keeps M = m / (1 - decay), which spares a pass: M = decay M + value. */
  runningMean: (kept, value, decay) => ({
    array: tf.add(tf.mul(kept, decay), value),
    factor: 1 - decay,
  }),
  scaledQuotient: (a, b, rate, { numerator, denominator } = NO_CORRECTION) => {
    const scale = ((numerator / denominator) * a.factor) / b.factor;
    return tf.mul(tf.div(a.array, b.array), scaled(rate, scale));
  },
};

function scaled(rate: Rate, scale: number): Rate {
  // Rounded alike, so that a network's numbers do not depend on whether its group's rates differ.
  return typeof rate === 'number'
    ? Math.fround(Math.fround(rate) * Math.fround(scale))
    : tf.mul(rate, scale);
}
