import { MEASURES } from '../../src/quantity/measures.js';
import { recordOf } from '../../src/quantity/table.js';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { LoadedDataset } from '../../src/data/load.js';
import type { Job, JobMessage } from '../../src/train/contract.js';
import type { GroupExecutor } from '../../src/train/grouped/executor.js';
import { trainGrouped } from '../../src/train/grouped/train-grouped.js';
import { trainEager } from '../../src/train/eager/train-eager.js';
import type { Trainer } from '../../src/train/trainer.js';
import { syntheticImages } from './batches-for-test.js';
import { trialsOf } from './dense-groups.js';

/** Two steps of 32. */
const IMAGES = 64;
const dataset: LoadedDataset = {
  train: syntheticImages(IMAGES, 1),
  validation: syntheticImages(8, 2),
  test: syntheticImages(8, 3),
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => vi.restoreAllMocks());

/** A second passes whenever somebody looks at the clock, so that nothing is too early to be said. */
function passSeconds(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
}

async function progressOf(trainer: Trainer, trials: Job['trials']): Promise<readonly JobMessage[]> {
  const messages: JobMessage[] = [];
  const job: Job = {
    trainer: 'layers',
    device: 'cpu',
    compile: 'graph',
    xlaRequired: false,
    dataset: { kind: 'folder', path: '' },
    facts: {
      name: 'idx',
      imageShape: [28, 28],
      classes: 10,
      firstLabel: 0,
      sha256: '',
      trainImages: IMAGES + 8,
      testImages: 8,
    },
    split: { train: IMAGES, validation: 8, test: 8 },
    trials,
    models: null,
  };
  const { signal } = new AbortController();
  await trainer(job, { dataset, signal, report: (message) => messages.push(message) });
  return messages.filter(({ type }) => type === 'progress');
}

const progress = (fraction: number) => ({ type: 'progress', fraction });

test('of trials one after the other, progress is that of the job, by their shares', async () => {
  passSeconds();
  const [small, large] = trialsOf([{ hidden: [] }, { hidden: [3] }], 'sgd', 1);
  if (small === undefined || large === undefined) throw new Error('two trials');
  const trials = [
    { ...small, share: 0.25 },
    { ...large, share: 0.75 },
  ];
  // Half and all of a quarter, then half and all of the rest.
  expect(await progressOf(trainEager, trials)).toEqual(
    [0.125, 0.25, 0.25 + 0.375, 1].map(progress),
  );
});

test('of trials side by side there is one message for all, between any two calls', async () => {
  const trials = trialsOf([{ hidden: [] }, { hidden: [3] }, { hidden: [4] }], 'sgd', 2);
  // As if each call took a second: one step each.
  passSeconds();
  expect(
    await progressOf(
      (job, context) =>
        trainGrouped(job, context, () =>
          Promise.resolve({ executor: steps(trials.length), compilation: null }),
        ),
      trials,
    ),
  ).toEqual([0.25, 0.5, 0.75, 1].map(progress));
});

/** Counts steps and computes nothing. */
function steps(trials: number): GroupExecutor {
  const sums = () => recordOf(MEASURES, () => Array<number>(trials).fill(1));
  let step = 0;
  return {
    beginEpoch: () => (step = 0),
    train: (more) => ({ ...sums(), step: (step = Math.min(2, step + more)) }),
    evaluate: () => Promise.resolve({ ...sums(), finite: Array(trials).fill(true) }),
    weights: () => [],
    dispose: () => undefined,
  };
}
