import * as tf from '@tensorflow/tfjs-core';
import { KerasOptimizer, type Rates } from './keras-optimizer.js';
import { BETA_1, BETA_2, EPSILON } from '../keras-constants.js';

/**
 * Adam as Keras computes it: w -= rate * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + 1e-7).
 * `tf.train.adam` corrects m and v first and so puts epsilon elsewhere, which is another update.
 */
export class KerasAdam extends KerasOptimizer {
  static readonly className = 'KerasAdam';
  #step = 0;

  constructor(rates: Rates) {
    super(rates, ['m', 'v']);
  }

  protected override beginStep(): void {
    this.#step += 1;
  }

  protected override update(
    variable: tf.Variable,
    gradient: tf.Tensor,
    [m, v]: readonly tf.Variable[],
  ): void {
    if (m === undefined || v === undefined) throw new Error('Adam keeps two moments');
    const rate =
      (this.learningRate * Math.sqrt(1 - BETA_2 ** this.#step)) / (1 - BETA_1 ** this.#step);
    m.assign(tf.add(m, tf.mul(tf.sub(gradient, m), 1 - BETA_1)));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - BETA_2)));
    variable.assign(tf.sub(variable, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), EPSILON))));
  }
}
