import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/node.js';
import type { DenseActivation } from '../grouped/network.js';
import { SELU_ALPHA, SELU_SCALE } from '../keras-constants.js';

/** An activation and the derivative by which a gradient goes back through it. */
export interface GraphActivation {
  readonly forward: (scope: Scope, z: Tensor) => Tensor;
  /** Gradient with respect to z, of that with respect to a = forward(z). */
  readonly backward: (scope: Scope, gradient: Tensor, z: Tensor, a: Tensor) => Tensor;
}

export const GRAPH_ACTIVATIONS: Readonly<Record<DenseActivation, GraphActivation>> = {
  linear: {
    forward: (_scope, z) => z,
    backward: (_scope, gradient) => gradient,
  },
  relu: {
    forward: (scope, z) => op.rectifier(scope, z),
    // At 0 the derivative is 0, as in Keras and TensorFlow.js.
    backward: (scope, gradient, z) => {
      return op.select(scope, isPositive(scope, z), gradient, number(scope, 0));
    },
  },
  tanh: {
    forward: (scope, z) => op.hyperbolicTangent(scope, z),
    backward: (scope, gradient, _z, a) => {
      const slope = op.subtract(scope, number(scope, 1), op.square(scope, a));
      return op.multiply(scope, gradient, slope);
    },
  },
  sigmoid: {
    forward: (scope, z) => op.logistic(scope, z),
    backward: (scope, gradient, _z, a) => {
      const slope = op.multiply(scope, a, op.subtract(scope, number(scope, 1), a));
      return op.multiply(scope, gradient, slope);
    },
  },
  elu: {
    forward: (scope, z) => op.exponentialLinear(scope, z),
    // exp(z) = a + 1 below 0.
    backward: (scope, gradient, z, a) => {
      const slope = op.add(scope, a, number(scope, 1));
      return op.select(scope, isPositive(scope, z), gradient, op.multiply(scope, gradient, slope));
    },
  },
  selu: {
    forward: (scope, z) => op.scaledExponentialLinear(scope, z),
    backward: (scope, gradient, z, a) => {
      const above = number(scope, SELU_SCALE);
      // scale x alpha x exp(z) = a + scale x alpha below 0.
      const below = op.add(scope, a, number(scope, SELU_SCALE * SELU_ALPHA));
      const slope = op.select(scope, isPositive(scope, z), above, below);
      return op.multiply(scope, gradient, slope);
    },
  },
  /** z x P(Z <= z) of a normal Z: the exact one, not its approximation by tanh. */
  gelu: {
    forward: (scope, z) => op.multiply(scope, z, normalDistribution(scope, z)),
    backward: (scope, gradient, z) => {
      const exponent = op.multiply(scope, op.square(scope, z), number(scope, -0.5));
      const density = op.multiply(
        scope,
        op.exponential(scope, exponent),
        number(scope, 1 / Math.sqrt(2 * Math.PI)),
      );
      const slope = op.add(scope, normalDistribution(scope, z), op.multiply(scope, z, density));
      return op.multiply(scope, gradient, slope);
    },
  },
  /** Also called swish. */
  silu: {
    forward: (scope, z) => op.multiply(scope, z, op.logistic(scope, z)),
    backward: (scope, gradient, z, a) => {
      const share = op.logistic(scope, z);
      const rest = op.subtract(scope, number(scope, 1), share);
      const slope = op.add(scope, share, op.multiply(scope, a, rest));
      return op.multiply(scope, gradient, slope);
    },
  },
  softplus: {
    forward: (scope, z) => op.softplus(scope, z),
    backward: (scope, gradient, z) => op.multiply(scope, gradient, op.logistic(scope, z)),
  },
};

function number(scope: Scope, value: number): Tensor {
  return op.constant(scope, 'float32', value);
}

function isPositive(scope: Scope, z: Tensor): Tensor {
  return op.greater(scope, z, number(scope, 0));
}

/** The distribution function of a standard normal variable. */
function normalDistribution(scope: Scope, z: Tensor): Tensor {
  const scaled = op.multiply(scope, z, number(scope, Math.SQRT1_2));
  const twice = op.add(scope, op.errorFunction(scope, scaled), number(scope, 1));
  return op.multiply(scope, twice, number(scope, 0.5));
}
