import * as tf from '@tensorflow/tfjs-core';
import type { DenseActivation } from '../grouped/network.js';
import { SELU_ALPHA, SELU_SCALE } from '../keras-constants.js';

/** An activation and the derivative by which a gradient goes back through it, on tensors. */
export interface TensorActivation {
  readonly forward: (z: tf.Tensor2D) => tf.Tensor2D;
  /** Gradient with respect to z, of that with respect to a = forward(z). */
  readonly backward: (gradient: tf.Tensor2D, z: tf.Tensor2D, a: tf.Tensor2D) => tf.Tensor2D;
}

export const TENSOR_ACTIVATIONS: Readonly<Record<DenseActivation, TensorActivation>> = {
  linear: { forward: (z) => z, backward: (gradient) => gradient },
  relu: {
    forward: (z) => tf.relu(z),
    // At 0 the derivative is 0, as in Keras and TensorFlow.js.
    backward: (gradient, z) => tf.mul(gradient, tf.step(z)),
  },
  tanh: {
    forward: (z) => tf.tanh(z),
    backward: (gradient, _z, a) => tf.mul(gradient, tf.sub(1, tf.square(a))),
  },
  sigmoid: {
    forward: (z) => tf.sigmoid(z),
    backward: (gradient, _z, a) => tf.mul(gradient, tf.mul(a, tf.sub(1, a))),
  },
  elu: {
    forward: (z) => tf.elu(z),
    // exp(z) = a + 1 below 0.
    backward: (gradient, _z, a) => tf.mul(gradient, tf.add(tf.minimum(a, 0), 1)),
  },
  selu: {
    forward: (z) => tf.selu(z),
    // scale x alpha x exp(z) = a + scale x alpha below 0.
    backward: (gradient, z, a) => {
      const below = tf.add(a, SELU_SCALE * SELU_ALPHA);
      return tf.mul(gradient, tf.where(tf.greater(z, 0), tf.fill(z.shape, SELU_SCALE), below));
    },
  },
  /** z x P(Z <= z) of a normal Z: the exact one, not its approximation by tanh. */
  gelu: {
    forward: (z) => tf.mul(z, normalDistribution(z)),
    backward: (gradient, z) => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(gradient, tf.add(normalDistribution(z), tf.mul(z, density)));
    },
  },
  /** Also called swish. */
  silu: {
    forward: (z) => tf.mul(z, tf.sigmoid(z)),
    backward: (gradient, z, a) => {
      const share = tf.sigmoid(z);
      return tf.mul(gradient, tf.add(share, tf.mul(a, tf.sub(1, share))));
    },
  },
  softplus: {
    forward: (z) => tf.softplus(z),
    backward: (gradient, z) => tf.mul(gradient, tf.sigmoid(z)),
  },
};

/** The distribution function of a standard normal variable. */
function normalDistribution(z: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5);
}
