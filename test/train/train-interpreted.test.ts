import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { OPTIMIZERS } from '../../src/elementary/optimizers.js';
import {
  openInterpreted,
  trainInterpreted,
} from '../../src/train/interpreted/train-interpreted.js';
import {
  expectDivergenceKept,
  expectEachAsAlone,
  expectMeasuresOfFloat64,
  expectStepsOfFloat64,
  expectWhatLayersSays,
  largestDifference,
  type Open,
  trialsOf,
  weightsAfter,
  weightsOfLayers,
} from './dense-groups.js';

/** The types of Node.js do not have it. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: { readonly prototype: { readonly grow: (pages: number) => number } };
  };
};

const open: Open = async (task) => openInterpreted(task);

describe('programs on wasm', () => {
  beforeAll(async () => {
    // Of the layers trainer, which they are compared with.
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
    ['momentum', 2],
    ['nadam', 3],
  ] as const)(
    'with %s, random group %i: each trial is what it is alone, beside one that diverges',
    (optimizer, seed) => expectEachAsAlone(optimizer, seed, open),
  );

  test.each([0.1, 30])(
    'gradients, and those of the short last batch, are what float64 calculates (rate %d)',
    (rate) => expectStepsOfFloat64(rate, open),
  );

  test('accuracy and top-5 accuracy are those of float64 outputs in their order', () =>
    expectMeasuresOfFloat64(open));

  test.each(OPTIMIZERS)(
    'with %s, trained together they say what the layers trainer says of each',
    (optimizer) => expectWhatLayersSays(trainInterpreted, optimizer),
    60_000,
  );

  test.each(OPTIMIZERS)(
    'with %s, an epoch gives the weights of the layers trainer',
    async (optimizer) => {
      const trials = trialsOf(
        [
          { hidden: [31, 17], dropout: 0.3 },
          { hidden: [], weight_decay: 0.02 },
          { hidden: [31, 17], dropout: 0.3, seed: 9, learning_rate: 0.0005 },
          { hidden: [13], activation: 'tanh' },
          { hidden: [12, 11, 10], activation: 'gelu' },
          { hidden: [7], activation: 'selu' },
        ],
        optimizer,
      );
      const [one, other] = [await weightsAfter(trials, open), await weightsOfLayers(trials)];
      expect(largestDifference(trials, one, other)).toBeLessThanOrEqual(1e-5);
    },
    60_000,
  );

  test('a trial that diverges is said to, with its epoch, and its neighbours end', () =>
    expectDivergenceKept(trainInterpreted));

  test('neither steps nor sessions leave anything behind', async () => {
    const trials = trialsOf([{ hidden: [31, 17], dropout: 0.3 }, { hidden: [] }], 'adam');
    const tensors = tf.memory().numTensors;
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    const before = process.memoryUsage().rss;
    // Each has a few megabytes, and lets go of them.
    for (let session = 0; session < 40; session++) {
      let prepared = 0;
      await weightsAfter(trials, async (task) => {
        const executor = await open(task);
        prepared = grow.mock.calls.length;
        return executor;
      });
      expect(prepared).toBeGreaterThan(0);
      expect(grow.mock.calls.length).toBe(prepared);
      grow.mockClear();
    }
    grow.mockRestore();
    await expectDivergenceKept(trainInterpreted);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  }, 60_000);
});
