import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import {
  LAYER_LANGUAGE,
  layersTopology,
  type LayerEntry,
} from '../../src/network/layer-language.js';
import { countParameters } from '../../src/network/network.js';
import { buildModel, disposeModel } from '../../src/train/eager/build-model.js';
import { crossEntropyOf, inputTensor } from '../../src/train/eager/evaluate.js';
import { orthogonal } from '../../src/random/weights.js';

/**
 * Made with Keras 3.15 on TensorFlow 2.21: five steps of Adam (0.01) on one batch (or of SGD (0.5): Keras updates only the rows of an embedding that a batch has, and Adam then another way), from the weights and
 * images below; `losses` are those before each step, `after` is
 * evaluate's, with the moving statistics of batch normalisation.
 */
const CASES = JSON.parse(
  readFileSync(new URL('./fixtures/keras-layers.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<
    string,
    {
      readonly optimizer: 'adam' | 'sgd';
      readonly layers: readonly LayerEntry[];
      readonly params: number;
      readonly losses: readonly number[];
      readonly after: number;
    }
  >
>;

const BATCH = 8;
const CLASSES = 4;
const PIXELS = Float32Array.from({ length: BATCH * 100 }, (_, i) => ((i * 7919 + 13) % 256) / 255);
const LABELS = Array.from({ length: BATCH }, (_, i) => (i * 3) % CLASSES);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('layers in TensorFlow.js', () => {
  it.each(Object.keys(CASES))('train as in Keras: %s', async (name) => {
    const { optimizer, layers, params, losses, after } = CASES[name] as (typeof CASES)[string];
    const network = networkFromTopology(layersTopology(layers, [10, 10], CLASSES));
    expect(Number(countParameters(network))).toBe(params);
    const tensors = tf.memory().numTensors;
    const model = await buildModel({
      trial: 't',
      network,
      seed: 1,
      order_seed: 1,
      optimizer,
      learning_rate: optimizer === 'adam' ? 0.01 : 0.5,
      weight_decay: 0,
      batch_size: BATCH,
      epochs: 1,
      share: 1,
    });
    let number = 0;
    for (const layer of model.layers) {
      const weights = layer.weights.map((weight) => {
        const positive = weight.name.includes('variance');
        const size = weight.shape.reduce<number>((product, length) => product * (length ?? 1), 1);
        const values = Float32Array.from({ length: size }, (_, i) => {
          const value = 0.3 * Math.sin(0.7 * i + 1.3 * number);
          return positive ? Math.abs(value) + 0.5 : value;
        });
        number += 1;
        return tf.tensor(values, weight.shape as number[]);
      });
      layer.setWeights(weights);
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
      Object.values(CASES).flatMap(({ layers }) => layers.map(({ layer }) => layer)),
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
