import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

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
