import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CLIP, EVALUATION_BATCH } from '../contract.js';
import { gatherBatch } from '../../data/batches.js';
import type { LabelledImages } from '../../data/load.js';
import {
  COMPUTED_MEASURES,
  type Measure,
  measured,
  MEASURES,
  type PerImage,
} from '../../quantity/measures.js';
import { recordOf } from '../../quantity/table.js';

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

/**
 * Runs the model, whose outputs are logits, over all images and sums in float64.
 *
 * @param pause awaited between batches, so that the process stays responsive.
 */
export async function evaluate(
  model: LayersModel,
  images: LabelledImages,
  classes: number,
  pause: () => Promise<void>,
): Promise<Readonly<Record<Measure, number>>> {
  const size = images.imageShape[0] * images.imageShape[1];
  const pixels = new Float32Array(EVALUATION_BATCH * size);
  const oneHot = new Float32Array(EVALUATION_BATCH * classes);
  const sums = new Map<Measure, number>(MEASURES.map((name) => [name, 0]));
  const add = (name: Measure, value: number) => sums.set(name, (sums.get(name) ?? 0) + value);
  for (let start = 0; start < images.count; start += EVALUATION_BATCH) {
    const count = Math.min(EVALUATION_BATCH, images.count - start);
    gatherBatch(images, undefined, start, count, classes, pixels, oneHot);
    const outputs = predict(model, inputTensor(model, pixels.slice(0, count * size), count));
    for (let row = 0; row < count; row++) {
      const label = images.labels[start + row] ?? 0;
      const scores = outputs.subarray(row * classes, (row + 1) * classes);
      add('loss', crossEntropyOf(scores, label));
      // The first of equal ones counts.
      if (largest(scores) === label) add('accuracy', 1);
      const answers = { logits: scores, ofLabel: scores.subarray(label, label + 1) };
      for (const name of COMPUTED_MEASURES) {
        add(name, measured(name, ONE_IMAGE, answers)[0] ?? NaN);
      }
    }
    await pause();
  }
  return recordOf(MEASURES, (name) => (sums.get(name) ?? NaN) / images.count);
}

/** A number for each class of one image, or one alone. */
const ONE_IMAGE: PerImage<Float32Array> = {
  notAtMost: (a, [b = NaN]) => a.map((value) => (value <= b ? 0 : 1)),
  below: (x, limit) => x.map((value) => (value < limit ? 1 : 0)),
  sumOverClasses: (x) => Float32Array.of(x.reduce((sum, value) => sum + value, 0)),
};

function predict(model: LayersModel, x: tf.Tensor): Float32Array {
  const scores = tf.tidy(() => {
    const outputs = model.predictOnBatch(x) as tf.Tensor;
    return outputs.dataSync() as Float32Array;
  });
  x.dispose();
  return scores;
}

function largest(scores: Float32Array): number {
  let best = 0;
  for (let index = 1; index < scores.length; index++) {
    if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  }
  return best;
}

/**
 * A batch as the model reads it: [count, height, width], with one channel, or flat. A model that
 * begins with an embedding reads pixels as the whole numbers that they were, 0 to 255.
 *
 * @param pixels divided by 255, row-major; an engine may keep the array.
 */
export function inputTensor(model: LayersModel, pixels: Float32Array, count: number): tf.Tensor {
  const [, ...sample] = model.inputs[0]?.shape ?? [];
  const shape = [count, ...sample.map((size) => size ?? 1)];
  const embeds = model.layers.some((layer) => layer.getClassName() === 'Embedding');
  return tf.tensor(embeds ? pixels.map((pixel) => Math.round(pixel * 255)) : pixels, shape);
}
