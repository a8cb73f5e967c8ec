import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/tensor.js';

/** An activation and the derivative by which a gradient goes back through it. */
export interface GraphActivation {
  readonly forward: (scope: Scope, z: Tensor) => Tensor;
  /** Gradient with respect to z, of that with respect to a = forward(z). */
  readonly backward: (scope: Scope, gradient: Tensor, z: Tensor, a: Tensor) => Tensor;
}

export const GRAPH_ACTIVATIONS = {
  linear: {
    forward: (_scope, z) => z,
    backward: (_scope, gradient) => gradient,
  },
  relu: {
    forward: (scope, z) => op.rectifier(scope, z),
    // At 0 the derivative is 0, as in Keras and TensorFlow.js.
    backward: (scope, gradient, z) => {
      const zero = op.constant(scope, 'float32', 0);
      return op.select(scope, op.greater(scope, z, zero), gradient, zero);
    },
  },
  tanh: {
    forward: (scope, z) => op.hyperbolicTangent(scope, z),
    backward: (scope, gradient, _z, a) => {
      const one = op.constant(scope, 'float32', 1);
      return op.multiply(scope, gradient, op.subtract(scope, one, op.square(scope, a)));
    },
  },
  sigmoid: {
    forward: (scope, z) => op.logistic(scope, z),
    backward: (scope, gradient, _z, a) => {
      const one = op.constant(scope, 'float32', 1);
      const slope = op.multiply(scope, a, op.subtract(scope, one, a));
      return op.multiply(scope, gradient, slope);
    },
  },
} as const satisfies Record<string, GraphActivation>;

export type GraphActivationName = keyof typeof GRAPH_ACTIVATIONS;
