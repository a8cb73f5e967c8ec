import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIVATIONS } from '../../src/elementary/activations.js';
import type { FieldKind } from '../../src/layers/layer-class.js';
import { LAYER_LANGUAGE, type LayerEntry } from '../../src/network/layer-language.js';
import type { Network } from '../../src/network/network.js';
import type { GroupTask } from '../../src/train/grouped/executor.js';
import { programLacks } from '../../src/train/grouped/view.js';
import { epochOrder } from '../../src/train/seeded.js';
import { openInterpreted } from '../../src/train/interpreted/train-interpreted.js';
import {
  expectSame,
  expectSlopes,
  layer,
  networkOf,
  noise,
  trainModel,
  trainProgram,
  waves,
} from './layer-programs.js';

// Every layer that a spec may name, with every value of every setting: each is trained by a program,
// and takes the step that TensorFlow.js's model of the same network takes.

type Settings = LayerEntry['settings'];

/** Odd and even, so that padding is uneven. */
const IMAGE = [7, 6] as const;
const CLASSES = 3;
/**
 * No two pixels of an image are equal: of equal largest ones TensorFlow.js gives each the whole
 * gradient, where Keras and we divide it.
 */
const IMAGES = {
  ...noise(5, IMAGE, CLASSES, 4),
  pixels: Uint8Array.from(
    [1, 2, 3, 4, 5].flatMap((image) => [...epochOrder(image, 1, 256).subarray(0, 42)]),
  ),
};

/**
 * Whether TensorFlow.js 4.22 on processors has a wrong gradient: an average over windows that reach
 * beyond the image is of fewer places, but the gradient is divided by all.
 */
function isWrongInTfjs(name: string, { padding }: Settings): boolean {
  return name.startsWith('average_pooling') && padding === 'same';
}

/** What a layer must be given, in a small network. */
const GIVEN: Readonly<Record<string, unknown>> = {
  units: 3,
  filters: 2,
  kernel_size: 2,
  rate: 0.4,
  target_shape: [3, -1],
  activation: 'tanh',
  output_dim: 2,
};

/** Values of a setting by its kind, where it has none of its own below. */
const BY_KIND: Readonly<Record<FieldKind, readonly unknown[]>> = {
  size: [1, 2, 4],
  sizes: [1, 2, 3, [3, 2], [1, 2]],
  shape: [[]],
  rate: [0, 0.25],
  flag: [false, true],
  padding: ['valid', 'same'],
  // As Keras's layers read them: `swish` is its own alias.
  activation: ACTIVATIONS,
};

const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  target_shape: [[-1], [42], [2, 21], [6, 7, 1], [2, -1, 3]],
  // Rows of an embedding are those of pixels, 0 to 255.
  input_dim: [256, 300],
};

/** Settings whose values meet each other in every way, since windows come of all of them. */
const TOGETHER = ['padding', 'strides', 'kernel_size', 'pool_size', 'depth_multiplier'];

function valuesOf(name: string, kind: FieldKind, rank: number | null): readonly unknown[] {
  const values = BY_NAME[name] ?? BY_KIND[kind];
  // A sequence has windows of one dimension.
  return kind === 'sizes' && rank === 2
    ? values.filter((value) => typeof value === 'number')
    : values;
}

/** Every setting of a layer by itself, and those of windows in all combinations. */
function settingsOf(name: string): readonly Settings[] {
  const { fields, required, rank } = LAYER_LANGUAGE[name] as (typeof LAYER_LANGUAGE)[string];
  const given = Object.fromEntries(required.map((key) => [key, GIVEN[key]]));
  const kinds = Object.entries(fields);
  const alone = kinds
    .filter(([key]) => !TOGETHER.includes(key))
    .flatMap(([key, kind]) =>
      valuesOf(key, kind, rank).map((value): Settings => ({ ...given, [key]: value })),
    );
  const windows = kinds
    .filter(([key]) => TOGETHER.includes(key))
    .reduce<readonly Settings[]>(
      (all, [key, kind]) =>
        all.flatMap((before) =>
          valuesOf(key, kind, rank).map((value) => ({ ...before, [key]: value })),
        ),
      [given],
    );
  // Rows of one text are one.
  const unique = new Map([...windows, ...alone].map((one) => [JSON.stringify(one), one]));
  return [...unique.values()];
}

/** Networks around a layer: after one with weights, for each rank of samples that it reads. */
function aroundsOf(name: string): readonly (readonly [string, readonly LayerEntry[]])[] {
  const { rank } = LAYER_LANGUAGE[name] as (typeof LAYER_LANGUAGE)[string];
  const dense = layer('dense', { units: 4 });
  const image = layer('reshape', { target_shape: [...IMAGE, 1] });
  const before: Readonly<Record<1 | 2 | 3, readonly LayerEntry[]>> = {
    1: [layer('flatten'), dense],
    2: [dense],
    3: [image, dense],
  };
  if (name === 'embedding') return [['pixels', []]];
  // What changes the shape alone reads samples of any rank.
  const ranks = rank === null || name === 'flatten' || name === 'reshape' ? [1, 2, 3] : [rank];
  return (ranks as readonly (1 | 2 | 3)[]).map((own) => [`rank ${own}`, before[own]] as const);
}

/** Ones of every subset of a sample's dimensions, for slopes that are shared along them. */
function sharedAxes(rank: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** rank }, (_, bits) =>
    Array.from({ length: rank }, (_axis, index) => index + 1).filter(
      (axis) => (bits >> (axis - 1)) % 2 === 1,
    ),
  );
}

function casesOf(name: string): readonly (readonly [string, Network, Settings])[] {
  return aroundsOf(name).flatMap(([around, before]) => {
    const rank = Number(around.at(-1));
    const settings =
      name === 'prelu'
        ? sharedAxes(rank).map((shared_axes) => ({ shared_axes }))
        : settingsOf(name).filter(
            ({ target_shape }) => target_shape === undefined || fits(target_shape, rank),
          );
    return settings.map((own) => {
      const layers = [...before, layer(name, own), layer('flatten')];
      return [
        `${around} ${JSON.stringify(own)}`,
        networkOf(layers, IMAGE, CLASSES),
        own as Settings,
      ] as const;
    });
  });
}

/** Samples [4], [7, 4] and [7, 6, 4] in other shapes. */
function fits(target: unknown, rank: number): boolean {
  const count = rank === 1 ? 4 : rank === 2 ? 28 : 168;
  const known = (target as readonly number[]).filter((size) => size > 0);
  const product = known.reduce((all, size) => all * size, 1);
  return known.length < (target as readonly number[]).length
    ? count % product === 0
    : product === count;
}

const open = async (task: GroupTask) => openInterpreted(task);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(Object.keys(LAYER_LANGUAGE))('%s', (name) => {
  test.each(casesOf(name))('%s', async (_, network, settings) => {
    expect(programLacks(network)).toBeNull();
    // Two networks side by side, as most programs have them.
    const weights = [waves(network, 0.2), waves(network, 0.7)];
    const task: GroupTask = {
      networks: [network, network],
      trials: weights.map((_own, seed) => ({ seed, learning_rate: 0.1, weight_decay: 0 })),
      optimizer: 'sgd',
      batchSize: IMAGES.count,
      classes: CLASSES,
      dataset: { train: IMAGES, validation: IMAGES, test: IMAGES },
      weights,
    };
    const order = Uint32Array.from({ length: IMAGES.count }, (_own, image) => image);
    const trained = await trainProgram(open, task, [order]);
    for (const [trial, own] of trained.entries()) {
      const other = await trainModel(task, trial, order);
      if (isWrongInTfjs(name, settings)) {
        expect(Math.abs(own.loss / other.loss - 1)).toBeLessThan(1e-4);
        await expectSlopes(task, trial, order, own);
      } else {
        expectSame(own, other, weights[trial] ?? [], 1e-4);
      }
    }
  });
});

test('of equal places of a window the first one learns, as in TensorFlow', async () => {
  // One pixel, from which a unit for each place of a 4 x 4 image is made, all of them equal.
  const network = networkOf(
    [
      layer('flatten'),
      layer('dense', { units: 16, use_bias: false }),
      layer('reshape', { target_shape: [4, 4, 1] }),
      layer('max_pooling2d'),
      layer('flatten'),
    ],
    [1, 2],
    2,
  );
  const one = {
    count: 1,
    imageShape: [1, 2],
    pixels: Uint8Array.of(255, 0),
    labels: Uint8Array.of(1),
  } as const;
  const [kernel, ...others] = waves(network, 0.2);
  const task: GroupTask = {
    networks: [network],
    trials: [{ seed: 0, learning_rate: 0.1, weight_decay: 0 }],
    optimizer: 'sgd',
    batchSize: 1,
    classes: 2,
    dataset: { train: one, validation: one, test: one },
    weights: [[(kernel as Float32Array).map(() => 0.5), ...others]],
  };
  const [trained] = await trainProgram(open, task, [Uint32Array.of(0)]);
  const moved = (trained?.weights[0] ?? []).flatMap((value, at) => (value === 0.5 ? [] : [at]));
  expect(moved).toEqual([0, 2, 8, 10]);
});
