import * as tf from '@tensorflow/tfjs-core';
import { KerasOptimizer, type Rates } from './keras-optimizer.js';
import { BETA_1, BETA_2, EPSILON, MOMENTUM, RHO } from '../keras-constants.js';
import type { Optimizer } from '../../elementary/optimizers.js';

/** Plain stochastic gradient descent: w -= rate * gradient. */
export class GradientDescent extends KerasOptimizer {
  static readonly className = 'GradientDescent';

  constructor(rates: Rates) {
    super(rates, []);
  }

  protected override update(variable: tf.Variable, gradient: tf.Tensor): void {
    variable.assign(tf.sub(variable, tf.mul(gradient, this.learningRate)));
  }
}

/** With Keras's momentum: velocity = momentum * velocity - rate * gradient; w += velocity. */
export class MomentumDescent extends KerasOptimizer {
  static readonly className = 'MomentumDescent';

  constructor(
    rates: Rates,
    readonly momentum: number,
  ) {
    super(rates, ['velocity']);
  }

  protected override update(
    variable: tf.Variable,
    gradient: tf.Tensor,
    [velocity]: readonly tf.Variable[],
  ): void {
    if (velocity === undefined) throw new Error('momentum keeps a velocity');
    velocity.assign(tf.sub(tf.mul(velocity, this.momentum), tf.mul(gradient, this.learningRate)));
    variable.assign(tf.add(variable, velocity));
  }
}

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

/** Makes an optimizer from its rates; everything else is Keras's default. */
export const OPTIMIZER_FACTORIES: Readonly<Record<Optimizer, (rates: Rates) => KerasOptimizer>> = {
  adam: (rates) => new KerasAdam(rates),
  /** Adam whose weights decay, as every rule's do where a decay is asked for. */
  adamw: (rates) => new KerasAdam(rates),
  sgd: (rates) => new GradientDescent(rates),
  momentum: (rates) => new MomentumDescent(rates, MOMENTUM),
  rmsprop: (rates) => new KerasRmsprop(rates),
};
