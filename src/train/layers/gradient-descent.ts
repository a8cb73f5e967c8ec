import * as tf from '@tensorflow/tfjs-core';
import { KerasOptimizer, type Rates } from './keras-optimizer.js';

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
