import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { gatherBatch } from '../../data/batches.js';
import type { LabelledImages } from '../../data/load.js';
import { EVALUATION_BATCH } from '../evaluation-batch.js';
import { crossEntropyOf } from './cross-entropy.js';
import { inputTensor } from './input-tensor.js';

export interface Evaluation {
  /** Mean categorical cross-entropy in nats. */
  readonly loss: number;
  /** Share of images whose largest output is their label's; the first of equal ones counts. */
  readonly accuracy: number;
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
): Promise<Evaluation> {
  const size = images.imageShape[0] * images.imageShape[1];
  const pixels = new Float32Array(EVALUATION_BATCH * size);
  const oneHot = new Float32Array(EVALUATION_BATCH * classes);
  let loss = 0;
  let correct = 0;
  for (let start = 0; start < images.count; start += EVALUATION_BATCH) {
    const count = Math.min(EVALUATION_BATCH, images.count - start);
    gatherBatch(images, undefined, start, count, classes, pixels, oneHot);
    const outputs = predict(model, inputTensor(model, pixels.slice(0, count * size), count));
    for (let row = 0; row < count; row++) {
      const label = images.labels[start + row] ?? 0;
      const scores = outputs.subarray(row * classes, (row + 1) * classes);
      loss += crossEntropyOf(scores, label);
      if (largest(scores) === label) correct += 1;
    }
    await pause();
  }
  return { loss: loss / images.count, accuracy: correct / images.count };
}

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
