import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { FusedExecutor, trainFused } from '../../src/train/fused/fused-executor.js';
import { OPTIMIZERS } from '../../src/elementary/optimizers.js';
import {
  expectDivergenceKept,
  expectEachAsAlone,
  expectMeasuresOfFloat64,
  expectStepsOfFloat64,
  expectWhatLayersSays,
} from './dense-groups.js';

describe('the fused trainer on wasm', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  test.each([
    ['adam', 1],
    ['adam', 2],
    ['momentum', 3],
    ['sgd', 4],
    ['rmsprop', 5],
    ['adamw', 6],
    ['nadam', 7],
  ] as const)(
    'with %s, random group %i: each trial is what it is alone, beside one that diverges',
    (optimizer, seed) =>
      expectEachAsAlone(optimizer, seed, async (task) => new FusedExecutor(task)),
  );

  test.each([0.1, 30])(
    'gradients, and those of the short last batch, are what float64 calculates (rate %d)',
    (rate) => expectStepsOfFloat64(rate, async (task) => new FusedExecutor(task)),
  );

  test('accuracy and top-5 accuracy are those of float64 outputs in their order', () =>
    expectMeasuresOfFloat64(async (task) => new FusedExecutor(task)));

  test.each(OPTIMIZERS)(
    'with %s, trained together they say what the layers trainer says of each',
    (optimizer) => expectWhatLayersSays(trainFused, optimizer),
    60_000,
  );

  test('a trial that diverges is said to, with its epoch, and its neighbours end', () =>
    expectDivergenceKept(trainFused));

  test('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await expectDivergenceKept(trainFused);
    expect(tf.memory().numTensors).toBe(before);
  });
});
