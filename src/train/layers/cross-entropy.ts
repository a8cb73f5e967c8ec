import * as tf from '@tensorflow/tfjs-core';
import { CLIP } from '../keras-constants.js';

/**
 * Categorical cross-entropy of logits [images, classes] with one-hot labels of that shape, in nats,
 * [images]. Its gradient is softmax(logits) - labels, as Keras's, which goes back from the logits:
 * TensorFlow.js's own takes probabilities, and once that of the label is below 1e-7 its gradient is 0.
 */
export function crossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.customGrad((y, z, save) => {
    const probabilities = tf.softmax(z as tf.Tensor);
    (save as tf.GradSaveFunc)([y as tf.Tensor, probabilities]);
    const ofLabel = tf.sum(tf.mul(probabilities, y as tf.Tensor), -1);
    return {
      value: tf.neg(tf.log(tf.clipByValue(ofLabel, CLIP, 1 - CLIP))),
      gradFunc: (dy: tf.Tensor, [oneHot, softmax]: tf.Tensor[]) => [
        tf.zerosLike(oneHot as tf.Tensor),
        tf.mul(tf.expandDims(dy, -1), tf.sub(softmax as tf.Tensor, oneHot as tf.Tensor)),
      ],
    };
  })(labels, logits);
}

/** The same of one image's logits, in float64. */
export function crossEntropyOf(logits: Float32Array, label: number): number {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((all, z) => all + Math.exp(z - largest), 0);
  const probability = Math.exp((logits[label] ?? NaN) - largest) / sum;
  return -Math.log(Math.min(Math.max(probability, CLIP), 1 - CLIP));
}
