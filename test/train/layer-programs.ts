import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { LabelledImages } from '../../src/data/load.js';
import type { Optimizer } from '../../src/elementary/optimizers.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { layersTopology, type LayerEntry } from '../../src/network/layer-language.js';
import type { Network } from '../../src/network/network.js';
import { RandomStream } from '../../src/random/stream.js';
import { buildModel, disposeModel, dropoutsOf } from '../../src/train/eager/build-model.js';
import { inputTensor } from '../../src/train/eager/evaluate.js';
import type { GroupTask } from '../../src/train/grouped/executor.js';
import { weightShapesOf } from '../../src/train/grouped/view.js';
import type { Open } from './dense-groups.js';

// Networks of any layers as programs, beside Keras's numbers and TensorFlow.js's models of them.

export function networkOf(
  layers: readonly LayerEntry[],
  imageShape: readonly [number, number],
  classes: number,
): Network {
  return networkFromTopology(layersTopology(layers, imageShape, classes));
}

/** `layer('conv2d', { filters: 2 })`. */
export function layer(name: string, settings: LayerEntry['settings'] = {}): LayerEntry {
  return { layer: name, settings };
}

/** Images of noise. */
export function noise(
  count: number,
  imageShape: readonly [number, number],
  classes: number,
  seed: number,
): LabelledImages {
  const random = new RandomStream(seed, 'dropout', 0);
  const size = imageShape[0] * imageShape[1];
  return {
    count,
    imageShape,
    pixels: Uint8Array.from({ length: count * size }, () => random.below(256)),
    labels: Uint8Array.from({ length: count }, () => random.below(classes)),
  };
}

/**
 * Weights of no pattern to begin with, as scripts/keras made those of its cases: variances are
 * positive. Without a phase the first one is 0.
 */
export function waves(network: Network, phase = 0): Float32Array[] {
  return weightShapesOf(network).map(({ name, shape }, number) => {
    const positive = name.includes('variance');
    return Float32Array.from(
      { length: shape.reduce((product, size) => product * size, 1) },
      (_, i) => {
        const value = 0.3 * Math.sin(0.7 * i + 1.3 * number + phase);
        return positive ? Math.abs(value) + 0.5 : value;
      },
    );
  });
}

/** What some steps leave: the sum of the losses over their images, and all weights. */
export interface Trained {
  readonly loss: number;
  readonly weights: readonly (readonly number[])[];
}

/** Steps of the epoch of those orders, by trial. */
export async function trainProgram(
  open: Open,
  task: GroupTask,
  orders: readonly Uint32Array[],
): Promise<readonly Trained[]> {
  const executor = await open(task);
  try {
    executor.beginEpoch(orders, 0);
    const { loss } = executor.train(1000);
    return executor.weights().map((arrays, trial) => ({
      loss: loss[trial] ?? NaN,
      weights: arrays.map((array) => [...array]),
    }));
  } finally {
    executor.dispose();
  }
}

/** The same of one of the task's networks, by a TensorFlow.js model on the backend that is set. */
export async function trainModel(
  { networks, trials, optimizer, batchSize, classes, dataset, weights }: GroupTask,
  trial: number,
  order: Uint32Array,
): Promise<Trained> {
  const { train } = dataset;
  const size = train.imageShape[0] * train.imageShape[1];
  const network = networks[trial] as Network;
  const { seed = 0, learning_rate = NaN, weight_decay = 0 } = trials[trial] ?? {};
  const rates = { learning_rate, weight_decay, batch_size: batchSize };
  const job = { trial: 't', order_seed: 0, epochs: 1, share: 1, network, seed, optimizer };
  const model = await buildModel({ ...job, ...rates });
  const given = weights?.[trial]?.values();
  if (given !== undefined) {
    for (const own of model.layers) {
      const tensors = own.weights.map(({ shape }) =>
        tf.tensor(given.next().value as Float32Array, shape as number[]),
      );
      own.setWeights(tensors);
      tf.dispose(tensors);
    }
  }
  let loss = 0;
  for (let begin = 0, step = 0; begin < train.count; begin += batchSize, step++) {
    const batch = [...order.subarray(begin, begin + batchSize)];
    const pixels = batch.flatMap((image) => [
      ...train.pixels.subarray(image * size, (image + 1) * size),
    ]);
    const x = inputTensor(
      model,
      Float32Array.from(pixels, (pixel) => pixel / 255),
      batch.length,
    );
    const y = tf.tidy(() => {
      const labels = batch.map((image) => train.labels[image] ?? -1);
      return tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32');
    });
    for (const dropout of dropoutsOf(model)) dropout.begin(step, batch.length);
    const [mean] = (await model.trainOnBatch(x, y)) as [number, number];
    for (const dropout of dropoutsOf(model)) dropout.end();
    loss += mean * batch.length;
    tf.dispose([x, y]);
  }
  const trained = model.layers.flatMap((own) =>
    own.weights.map((weight) => [...weight.read().dataSync()]),
  );
  disposeModel(model);
  return { loss, weights: trained };
}

/**
 * Loss, and how each weight has moved, relative to its move; what is too small to see beside the
 * network's largest one counts by that.
 */
export function expectSame(
  one: Trained,
  other: Trained,
  before: readonly ArrayLike<number>[],
  tolerance: number,
): void {
  expect(Math.abs(one.loss / other.loss - 1)).toBeLessThanOrEqual(tolerance);
  expect(one.weights.map(({ length }) => length)).toEqual(
    other.weights.map(({ length }) => length),
  );
  const moves = other.weights.map((array, index) =>
    Math.hypot(...array.map((value, at) => value - (before[index]?.[at] ?? NaN))),
  );
  const largest = Math.max(...moves);
  other.weights.forEach((array, index) => {
    const apart = Math.hypot(
      ...array.map((value, at) => value - (one.weights[index]?.[at] ?? NaN)),
    );
    const size = Math.max(moves[index] ?? NaN, 0.1 * largest);
    expect(apart / size, `weight ${index}`).toBeLessThanOrEqual(tolerance);
  });
}

/**
 * Whether a step of plain descent on one batch went down the slope of the loss of TensorFlow.js's
 * model, by differences along some directions: where its own gradient is wrong.
 */
export async function expectSlopes(
  task: GroupTask,
  trial: number,
  order: Uint32Array,
  { weights }: Trained,
): Promise<void> {
  const before = task.weights?.[trial] ?? [];
  const { learning_rate = NaN } = task.trials[trial] ?? {};
  const images = task.dataset.train.count;
  const gradient = before.map((array, index) =>
    Array.from(array, (value, at) => (value - (weights[index]?.[at] ?? NaN)) / learning_rate),
  );
  const size = Math.hypot(...gradient.flat());
  const still = task.trials.map((own) => ({ ...own, learning_rate: 0 }));
  for (const seed of [1, 2, 3]) {
    const random = new RandomStream(seed, 'dropout', 1);
    const direction = gradient.map((array) => array.map(() => random.unit() - 0.5));
    const length = Math.hypot(...direction.flat());
    const lossAt = async (far: number): Promise<number> => {
      const moved = before.map((array, index) =>
        array.map((value, at) => value + (far / length) * (direction[index]?.[at] ?? NaN)),
      );
      const own = { ...task, trials: still, weights: (task.weights ?? []).with(trial, moved) };
      return (await trainModel(own, trial, order)).loss / images;
    };
    const slope = ((await lossAt(0.02)) - (await lossAt(-0.02))) / 0.04;
    const along = gradient
      .flatMap((array, index) => array.map((g, at) => g * (direction[index]?.[at] ?? NaN)))
      .reduce((sum, product) => sum + product, 0);
    expect(Math.abs(along / length - slope) / size).toBeLessThan(1e-3);
  }
}

/**
 * Made with Keras 3.15 on TensorFlow 2.21: five steps of Adam (0.01) on one batch (or of SGD (0.5):
 * Keras updates only the rows of an embedding that a batch has, and Adam then another way), from
 * `waves` and the images below; `losses` are those before each step, `after` is evaluate's, with the
 * moving statistics of batch normalization.
 */
export const KERAS_CASES = JSON.parse(
  readFileSync(new URL('./fixtures/keras-layers.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<
    string,
    {
      readonly optimizer: Extract<Optimizer, 'adam' | 'sgd'>;
      readonly layers: readonly LayerEntry[];
      readonly params: number;
      readonly losses: readonly number[];
      readonly after: number;
    }
  >
>;

export const KERAS_IMAGES = {
  count: 8,
  imageShape: [10, 10],
  pixels: Uint8Array.from({ length: 800 }, (_, i) => (i * 7919 + 13) % 256),
  labels: Uint8Array.from({ length: 8 }, (_, i) => (i * 3) % 4),
} as const satisfies LabelledImages;
export const KERAS_CLASSES = 4;

export function kerasRate(optimizer: 'adam' | 'sgd'): number {
  return optimizer === 'adam' ? 0.01 : 0.5;
}

/** How many networks of a case share a program, and which order of the images each follows. */
export const KERAS_COMPANIES: Readonly<Record<string, readonly number[]>> = {
  'one network': [0],
  'three networks': [0, 0, 0],
  'three networks, two orders of the images': [0, 1, 0],
};

/**
 * Keras's five steps of a case, in a program: of each network but the second one, which has other
 * weights and another rate.
 */
export async function expectKerasSteps(
  name: string,
  orderOf: readonly number[],
  open: Open,
): Promise<void> {
  const { optimizer, layers, losses, after } = KERAS_CASES[name] as (typeof KERAS_CASES)[string];
  const { count } = KERAS_IMAGES;
  const network = networkOf(layers, KERAS_IMAGES.imageShape, KERAS_CLASSES);
  const executor = await open({
    networks: orderOf.map(() => network),
    trials: orderOf.map((_, trial) => ({
      seed: trial,
      learning_rate: kerasRate(optimizer) / (trial === 1 ? 3 : 1),
      weight_decay: 0,
    })),
    optimizer,
    batchSize: count,
    classes: KERAS_CLASSES,
    orderOf,
    dataset: { train: KERAS_IMAGES, validation: KERAS_IMAGES, test: KERAS_IMAGES },
    weights: orderOf.map((_, trial) => waves(network, trial === 1 ? 0.5 : 0)),
  });
  const order = Uint32Array.from({ length: count }, (_, image) => image);
  // One batch is all images, so that in any order the step is the same.
  const orders = [...new Set(orderOf)].map((which) => (which === 0 ? order : order.toReversed()));
  try {
    const held = [...orderOf.keys()].filter((trial) => trial !== 1);
    losses.forEach((expected, epoch) => {
      executor.beginEpoch(orders, epoch);
      const { loss } = executor.train(1);
      for (const trial of held) {
        expect(Math.abs((loss[trial] ?? NaN) / count / expected - 1)).toBeLessThan(1e-4);
      }
    });
    const evaluated = await executor.evaluate('validation', () => Promise.resolve());
    for (const trial of held) {
      // Moving statistics change it in the fifth digit.
      expect(Math.abs((evaluated.loss[trial] ?? NaN) / count / after - 1)).toBeLessThan(1e-5);
      expect(evaluated.finite[trial]).toBe(true);
    }
  } finally {
    executor.dispose();
  }
}
