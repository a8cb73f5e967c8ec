import * as tf from '@tensorflow/tfjs-core';
import { KerasOptimizer, type Rates } from './keras-optimizer.js';
import { EPSILON, RHO } from '../keras-constants.js';

/** RMSprop as Keras computes it: v = 0.9 v + 0.1 g^2; w -= rate * g / sqrt(v + 1e-7). */
export class KerasRmsprop extends KerasOptimizer {
  static readonly className = 'KerasRmsprop';

  constructor(rates: Rates) {
    super(rates, ['v']);
  }

  protected override update(
    variable: tf.Variable,
    gradient: tf.Tensor,
    [v]: readonly tf.Variable[],
  ): void {
    if (v === undefined) throw new Error('RMSprop keeps a mean of squares');
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - RHO)));
    const step = tf.div(tf.mul(gradient, this.learningRate), tf.sqrt(tf.add(v, EPSILON)));
    variable.assign(tf.sub(variable, step));
  }
}
