import * as tf from '@tensorflow/tfjs-core';
import type { Elementary } from '../elementary/operations.js';

/** Operations on tensors of TensorFlow.js's backend; the caller tidies. */
export const TENSORS: Elementary<tf.Tensor> = {
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  minimum: (a, b) => tf.minimum(a, b),
  square: (x) => tf.square(x),
  squareRoot: (x) => tf.sqrt(x),
  exponential: (x) => tf.exp(x),
  errorFunction: (x) => tf.erf(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  relu: (x) => tf.relu(x),
  elu: (x) => tf.elu(x),
  selu: (x) => tf.selu(x),
  softplus: (x) => tf.softplus(x),
  select: (z, above, otherwise) => tf.where(tf.greater(z, 0), tf.fill(z.shape, above), otherwise),
  // One pass fewer than a selection.
  gate: (gradient, z) => tf.mul(gradient, tf.step(z)),
};
