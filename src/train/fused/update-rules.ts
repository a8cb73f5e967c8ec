import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../elementary/optimizers.js';
import { BETA_1, BETA_2, EPSILON, MOMENTUM, RHO } from '../keras-constants.js';

/** An update rule of an optimizer, as Keras writes it, with as few passes over its arrays as we know. */
export interface TensorUpdateRule {
  /** Arrays that it keeps for each parameter, of the parameter's shape, at first all 0. */
  readonly slots: number;
  /**
   * @param rate learning rate: a number, or a tensor that stretches over the parameter.
   * @param step of the whole training, from 1.
   * @returns the change of the parameter, which is to be taken from it, and the slots after the step.
   */
  readonly change: (
    gradient: tf.Tensor,
    rate: number | tf.Tensor,
    slots: readonly tf.Tensor[],
    step: number,
  ) => readonly [tf.Tensor, ...tf.Tensor[]];
}

/**
 * Keeps M = m / (1 - b1) and V = v / (1 - b2), which spares a pass over each:
 * M = b1 M + g; V = b2 V + g^2;
 * change = rate * sqrt(1 - b2^t) / (1 - b1^t) * (1 - b1) / sqrt(1 - b2) * M / (sqrt(V) + e),
 * with e = 1e-7 / sqrt(1 - b2).
 */
const ADAM: TensorUpdateRule = {
  slots: 2,
  change: (gradient, rate, [m, v], step) => {
    const nextM = tf.add(tf.mul(m as tf.Tensor, BETA_1), gradient);
    const nextV = tf.add(tf.mul(v as tf.Tensor, BETA_2), tf.square(gradient));
    const root = Math.sqrt(1 - BETA_2);
    const scale = ((Math.sqrt(1 - BETA_2 ** step) / (1 - BETA_1 ** step)) * (1 - BETA_1)) / root;
    const direction = tf.div(nextM, tf.add(tf.sqrt(nextV), EPSILON / root));
    return [tf.mul(direction, scaled(rate, scale)), nextM, nextV];
  },
};

export const TENSOR_UPDATE_RULES: Readonly<Record<Optimizer, TensorUpdateRule>> = {
  /** change = rate * gradient. */
  sgd: { slots: 0, change: (gradient, rate) => [tf.mul(gradient, rate)] },
  /** velocity = 0.9 * velocity + rate * gradient; change = velocity. */
  momentum: {
    slots: 1,
    change: (gradient, rate, [velocity]) => {
      const next = tf.add(tf.mul(velocity as tf.Tensor, MOMENTUM), tf.mul(gradient, rate));
      return [next, next];
    },
  },
  adam: ADAM,
  /** Adam whose weights decay, as every rule's do where a decay is asked for. */
  adamw: ADAM,
  /** V = v / (1 - rho) = rho V + g^2; change = rate * g / sqrt((1 - rho) V + 1e-7). */
  rmsprop: {
    slots: 1,
    change: (gradient, rate, [v]) => {
      const next = tf.add(tf.mul(v as tf.Tensor, RHO), tf.square(gradient));
      const root = tf.sqrt(tf.add(next, EPSILON / (1 - RHO)));
      return [tf.mul(tf.div(gradient, root), scaled(rate, 1 / Math.sqrt(1 - RHO))), next];
    },
  },
};

function scaled(rate: number | tf.Tensor, scale: number): number | tf.Tensor {
  // Rounded alike, so that a network's numbers do not depend on whether its group's rates differ.
  return typeof rate === 'number'
    ? Math.fround(Math.fround(rate) * Math.fround(scale))
    : tf.mul(rate, scale);
}
