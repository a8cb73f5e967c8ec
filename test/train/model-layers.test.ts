import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { LAYER_LANGUAGE } from '../../src/network/layer-language.js';
import { countParameters } from '../../src/network/network.js';
import { buildModel, disposeModel } from '../../src/train/eager/build-model.js';
import { crossEntropyOf, inputTensor } from '../../src/train/eager/evaluate.js';
import { orthogonal } from '../../src/random/weights.js';
import {
  KERAS_CASES,
  KERAS_CLASSES,
  KERAS_IMAGES,
  kerasRate,
  networkOf,
  waves,
} from './layer-programs.js';

const { count: BATCH } = KERAS_IMAGES;
const CLASSES = KERAS_CLASSES;
const PIXELS = Float32Array.from(KERAS_IMAGES.pixels, (pixel) => pixel / 255);
const LABELS = [...KERAS_IMAGES.labels];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('layers in TensorFlow.js', () => {
  it.each(Object.keys(KERAS_CASES))('train as in Keras: %s', async (name) => {
    const { optimizer, layers, params, losses, after } = KERAS_CASES[
      name
    ] as (typeof KERAS_CASES)[string];
    const network = networkOf(layers, KERAS_IMAGES.imageShape, CLASSES);
    expect(Number(countParameters(network))).toBe(params);
    const tensors = tf.memory().numTensors;
    const model = await buildModel({
      trial: 't',
      network,
      seed: 1,
      order_seed: 1,
      optimizer,
      learning_rate: kerasRate(optimizer),
      weight_decay: 0,
      batch_size: BATCH,
      epochs: 1,
      share: 1,
    });
    const begin = waves(network).values();
    for (const own of model.layers) {
      const weights = own.weights.map(({ shape }) =>
        tf.tensor(begin.next().value as Float32Array, shape as number[]),
      );
      own.setWeights(weights);
      tf.dispose(weights);
    }
    const x = inputTensor(model, PIXELS, BATCH);
    const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(LABELS, 'int32'), CLASSES), 'float32'));
    for (const expected of losses) {
      const [loss] = (await model.trainOnBatch(x, y)) as [number, number];
      expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-4);
    }
    const logits = tf.tidy(() => (model.predictOnBatch(x) as tf.Tensor).dataSync() as Float32Array);
    const each = LABELS.map((label, row) =>
      crossEntropyOf(logits.subarray(row * CLASSES, (row + 1) * CLASSES), label),
    );
    expect(each.reduce((total, loss) => total + loss, 0) / BATCH).toBeCloseTo(after, 4);
    tf.dispose([x, y]);
    disposeModel(model);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('are all trained by one of these networks, or have no weights', () => {
    const used = new Set(
      Object.values(KERAS_CASES).flatMap(({ layers }) => layers.map(({ layer }) => layer)),
    );
    // Its masks have tests of their own; the other takes a mean as the one of two dimensions takes a maximum.
    const elsewhere = ['dropout', 'average_pooling1d', 'global_average_pooling2d'];
    expect(
      Object.keys(LAYER_LANGUAGE).filter((name) => !used.has(name) && !elsewhere.includes(name)),
    ).toEqual([]);
  });
});

it.each([
  [5, 5],
  [12, 4],
  [4, 12],
])('an orthogonal matrix [%i, %i] has orthonormal rows or columns', (rows, columns) => {
  const matrix = orthogonal(3, 1, 1, rows, columns);
  const at = (vector: number, index: number): number =>
    (rows >= columns ? matrix[index * columns + vector] : matrix[vector * columns + index]) ?? NaN;
  const [short, long] = [Math.min(rows, columns), Math.max(rows, columns)];
  for (let one = 0; one < short; one += 1) {
    for (let other = 0; other < short; other += 1) {
      let product = 0;
      for (let index = 0; index < long; index += 1) product += at(one, index) * at(other, index);
      expect(product).toBeCloseTo(one === other ? 1 : 0, 5);
    }
  }
});
