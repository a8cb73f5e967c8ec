import { expect } from 'vitest';
import type { LoadedDataset } from '../../src/data/load.js';
import { DENSE_ACTIVATIONS, type ActivationFunction } from '../../src/elementary/activations.js';
import { mlpNetwork } from '../../src/network/mlp.js';
import type { Job, JobMessage, JobTrial } from '../../src/train/contract.js';
import type { GroupExecutor, GroupTask } from '../../src/train/grouped/executor.js';
import { groupTaskOf } from '../../src/train/grouped/train-grouped.js';
import { trainEager } from '../../src/train/eager/train-eager.js';
import { epochOrder } from '../../src/train/seeded.js';
import type { Trainer, TrainerContext } from '../../src/train/trainer.js';
import type { Optimizer } from '../../src/elementary/optimizers.js';
import { syntheticImages } from './batches-for-test.js';
import {
  classesAhead,
  float64Images,
  float64Layers,
  forwardBackward,
  RELU,
  smooth,
} from './float64-mlp.js';
import { relativeDifference } from './stepping.js';

/** 50 steps of 32, the last of them short. */
const IMAGES = 50 * 32 - 9;
export const dataset: LoadedDataset = {
  train: syntheticImages(IMAGES, 1),
  validation: syntheticImages(137, 2),
  test: syntheticImages(61, 3),
};
export const facts: Job['facts'] = {
  name: 'idx',
  imageShape: [28, 28],
  classes: 10,
  firstLabel: 0,
  sha256: '',
  trainImages: IMAGES + 137,
  testImages: 61,
};

export interface Some {
  readonly hidden: readonly number[];
  readonly activation?: ActivationFunction;
  readonly dropout?: number;
  readonly learning_rate?: number;
  readonly weight_decay?: number;
  readonly seed?: number;
}

export function trialsOf(some: readonly Some[], optimizer: Optimizer, epochs = 1): JobTrial[] {
  return some.map((one, index) => ({
    trial: `trial ${index}`,
    network: mlpNetwork(
      { hidden: one.hidden, activation: one.activation ?? 'relu', dropout: one.dropout },
      [28, 28],
      10,
    ),
    seed: one.seed ?? 7,
    order_seed: 3,
    optimizer,
    learning_rate: one.learning_rate ?? 0.001,
    weight_decay: one.weight_decay ?? 0,
    batch_size: 32,
    epochs,
    share: 1 / some.length,
  }));
}

/** Everything that a trainer says of some trials. */
export async function messagesOf(
  trainer: Trainer,
  trials: readonly JobTrial[],
  {
    compile = 'graph',
    ...context
  }: Pick<TrainerContext, 'keepModel' | 'card'> & Partial<Pick<Job, 'compile'>> = {},
): Promise<JobMessage[]> {
  const messages: JobMessage[] = [];
  const source = { kind: 'folder', path: '' } as const;
  const split = { train: IMAGES, validation: 137, test: 61 };
  const job = {
    trainer: 'layers',
    device: 'cpu',
    compile,
    xlaRequired: false,
    dataset: source,
    facts,
    split,
    trials,
    models: null,
  } as const;
  await trainer(job, {
    dataset,
    signal: new AbortController().signal,
    report: (message) => messages.push(message),
    ...context,
  });
  return messages;
}

/** Each trial's kernels and biases after an epoch by the layers trainer. */
export async function weightsOfLayers(
  trials: readonly JobTrial[],
): Promise<readonly (readonly Float32Array[])[]> {
  const kept = new Map<string, readonly Float32Array[]>();
  await messagesOf(trainEager, trials, {
    keepModel: ({ trial }, weights) =>
      kept.set(
        trial,
        weights.map(({ values }) => values.slice()),
      ),
  });
  return trials.map(({ trial }) => kept.get(trial) ?? []);
}

export type Open = (task: GroupTask) => Promise<GroupExecutor>;

/** Each trial's kernels and biases after an epoch of 50 steps in one executor. */
export async function weightsAfter(
  trials: readonly JobTrial[],
  open: Open,
): Promise<readonly (readonly Float32Array[])[]> {
  const executor = await open(groupTaskOf({ trials, facts }, dataset));
  try {
    const orders = new Set(trials.map(({ order_seed }) => order_seed));
    executor.beginEpoch(
      [...orders].map((seed) => epochOrder(seed, 1, IMAGES)),
      0,
    );
    // In two calls: where the first ends must not matter.
    executor.train(19);
    expect(executor.train(1000).step).toBe(50);
    return executor.weights();
  } finally {
    executor.dispose();
  }
}

/** The largest relative difference of a kernel, over all trials. */
export function largestDifference(
  trials: readonly JobTrial[],
  some: readonly (readonly Float32Array[])[],
  others: readonly (readonly Float32Array[])[],
): number {
  const differences = trials.flatMap((trial, index) =>
    kernelsOf(trial).map((kernel) => {
      const [one, other] = [some[index]?.[kernel], others[index]?.[kernel]];
      if (one === undefined || other === undefined) throw new Error(`no kernel ${kernel}`);
      return relativeDifference(one, other);
    }),
  );
  // Math.max(NaN, ...) is NaN, which no bound lets pass.
  return Math.max(...differences);
}

/** A random group, all but the last of which must be trained as if alone. */
export async function expectEachAsAlone(
  optimizer: Optimizer,
  seed: number,
  open: Open,
): Promise<void> {
  const trials = trialsOf(randomGroup(seed, optimizer), optimizer);
  const together = await weightsAfter(trials, open);
  const alone: (readonly Float32Array[])[] = [];
  for (const trial of trials) alone.push(...(await weightsAfter([trial], open)));
  expect(largestDifference(trials.slice(0, -1), together, alone)).toBeLessThanOrEqual(1e-5);
  expect(together.at(-1)?.[0]?.some(Number.isFinite)).toBe(false);
}

/** A whole batch and one of 23 images. */
const SHORT = { ...dataset, train: syntheticImages(32 + 23, 4) };

/**
 * Two steps of plain descent, the second of them short, of networks that are trained together: what
 * they add to the weights is what float64 calculates from the textbook.
 *
 * @param learning_rate a high one makes the labels of the second batch all but impossible.
 */
export async function expectStepsOfFloat64(learning_rate: number, open: Open): Promise<void> {
  const some = [{ hidden: [13, 7] }, { hidden: [] }, { hidden: [5], activation: 'tanh' as const }];
  const trials = trialsOf(
    some.map((one) => ({ ...one, learning_rate })),
    'sgd',
  );
  const executor = await open(groupTaskOf({ trials, facts }, SHORT));
  const order = epochOrder(3, 1, SHORT.train.count);
  const before = executor.weights().map((arrays) => arrays.map((array) => array.slice()));
  executor.beginEpoch([order], 0);
  executor.train(2);
  const after = executor.weights();
  executor.dispose();
  some.forEach(({ activation }, trial) => {
    const layers = float64Layers(before[trial] ?? []);
    for (const batch of [order.subarray(0, 32), order.subarray(32)]) {
      const { pixels, labels } = float64Images(SHORT.train, batch);
      const { gradients } = forwardBackward(
        layers,
        pixels,
        labels,
        activation === 'tanh' ? smooth(Math.tanh) : RELU,
      );
      layers.forEach(({ kernel, bias }, layer) => {
        gradients[layer]?.kernel.forEach(
          (g, at) => (kernel[at] = (kernel[at] ?? NaN) - learning_rate * g),
        );
        gradients[layer]?.bias.forEach(
          (g, at) => (bias[at] = (bias[at] ?? NaN) - learning_rate * g),
        );
      });
    }
    layers.forEach(({ kernel, bias }, layer) => {
      const [first, second] = [2 * layer, 2 * layer + 1];
      expect(relativeDifference(moved(first), added(kernel, first))).toBeLessThan(1e-4);
      expect(relativeDifference(moved(second), added(bias, second))).toBeLessThan(1e-4);
    });
    function moved(array: number): Float64Array {
      return added(after[trial]?.[array] ?? [], array);
    }
    function added(values: ArrayLike<number>, array: number): Float64Array {
      const old = before[trial]?.[array] ?? new Float32Array();
      return Float64Array.from(old, (value, at) => (values[at] ?? NaN) - value);
    }
  });
}

/** What an executor measures on validation images before any step, by float64 and a sort. */
export async function expectMeasuresOfFloat64(open: Open): Promise<void> {
  const some = [{ hidden: [13, 7] }, { hidden: [] }, { hidden: [40], seed: 2 }];
  const executor = await open(groupTaskOf({ trials: trialsOf(some, 'sgd'), facts }, dataset));
  const sums = await executor.evaluate('validation', () => Promise.resolve());
  const weights = executor.weights();
  executor.dispose();
  const { count } = dataset.validation;
  const { pixels, labels } = float64Images(dataset.validation, [...Array(count).keys()]);
  some.forEach((_, trial) => {
    const ahead = classesAhead(float64Layers(weights[trial] ?? []), pixels, labels);
    const within = (places: number) => ahead.filter((classes) => classes < places).length;
    // Chance would have a tenth and a half of them; every place must be there to tell them apart.
    expect(new Set(ahead).size).toBe(10);
    expect([sums.accuracy[trial], sums.top5_accuracy[trial]]).toEqual([within(1), within(5)]);
  });
}

/** Two epochs of all kinds of networks, together, and each by the layers trainer. */
export async function expectWhatLayersSays(trainer: Trainer, optimizer: Optimizer): Promise<void> {
  const trials = trialsOf(
    [
      { hidden: [13, 7] },
      { hidden: [], learning_rate: 0.002 },
      { hidden: [11], activation: 'tanh' },
      { hidden: [5, 3, 2], activation: 'sigmoid', seed: 1 },
      { hidden: [13, 7], dropout: 0.4, seed: 2 },
      { hidden: [17], weight_decay: 0.05 },
      // Of the first one's architecture, but not beside it.
      { hidden: [13, 7], learning_rate: 0.0005, seed: 3 },
      ...(['elu', 'selu', 'gelu', 'silu', 'softplus', 'linear'] as const).map((activation) => ({
        hidden: [7],
        activation,
      })),
    ],
    optimizer,
    2,
  );
  const together = await messagesOf(trainer, trials);
  for (const { trial } of trials) {
    const alone = await messagesOf(
      trainEager,
      trials.filter((one) => one.trial === trial),
    );
    const [mine, theirs] = [numbersOf(together, trial), numbersOf(alone, trial)];
    expect([mine.length, theirs.length]).toEqual([2 * 5 + 2, 2 * 5 + 2]);
    mine.forEach(([name, value], index) => {
      const difference = Math.abs(value - (theirs[index]?.[1] ?? NaN));
      // Of shares, one image with two outputs that are nearly equal may differ.
      if (name.endsWith('loss')) expect(difference / value).toBeLessThanOrEqual(2e-5);
      else expect(difference).toBeLessThanOrEqual(1.01 / imagesOf(name));
    });
  }
}

/** The images that a metric is of. */
function imagesOf(name: string): number {
  // Of validation, accuracy is the same to the last image.
  return name.startsWith('test_') ? 61 : name === 'val_top5_accuracy' ? 137 : IMAGES;
}

/** Every metric of each epoch but its seconds, then those on test. */
function numbersOf(messages: readonly JobMessage[], trial: string): (readonly [string, number])[] {
  return messages.flatMap((message): (readonly [string, number])[] => {
    if (message.type === 'progress' || message.type === 'started' || message.type === 'fell-back')
      return [];
    if (message.trial !== trial) return [];
    if (message.type === 'diverged') return [['diverged', NaN]];
    if (message.type === 'completed') return Object.entries(message.test);
    const { epoch: _epoch, seconds: _seconds, ...metrics } = message.metrics;
    return Object.entries(metrics);
  });
}

/** A trial that goes to NaN, beside one that must end well. */
export async function expectDivergenceKept(trainer: Trainer): Promise<void> {
  const trials = trialsOf([{ hidden: [13] }, { hidden: [7], learning_rate: 1e30 }], 'sgd', 2);
  const messages = await messagesOf(trainer, trials);
  const ends = messages.filter(({ type }) => type === 'completed' || type === 'diverged');
  expect(ends).toMatchObject([
    { type: 'diverged', trial: 'trial 1', reason: expect.stringMatching(/NaN in epoch 1/) },
    { type: 'completed', trial: 'trial 0' },
  ]);
}

/** Among a trial's arrays, kernel and bias of each dense layer in turn. */
function kernelsOf({ network }: JobTrial): number[] {
  const dense = network.layers.filter((layer) => layer.class === 'Dense');
  return dense.map((_, layer) => 2 * layer);
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
/** A rule that divides by its gradients makes small differences large at high rates. */
const RATES: Readonly<Record<Optimizer, readonly number[]>> = {
  sgd: [0.0003, 0.001, 0.003, 0.01],
  momentum: [0.0003, 0.001, 0.003, 0.01],
  adam: [0.0003, 0.001, 0.003],
  adamw: [0.0003, 0.001],
  rmsprop: [0.0001, 0.0003],
  nadam: [0.0003, 0.001],
};

/** Networks of 0 to 4 hidden layers of prime widths, and one that must diverge. */
function randomGroup(seed: number, optimizer: Optimizer): Some[] {
  const rates = RATES[optimizer];
  let state = seed;
  const draw = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const group = Array.from({ length: 3 + draw(4) }, (_, index): Some => ({
    hidden: Array.from({ length: draw(5) }, () => PRIMES[draw(PRIMES.length)] ?? 2),
    activation: DENSE_ACTIVATIONS[draw(DENSE_ACTIVATIONS.length)],
    dropout: [0, 0, 0.3][draw(3)] ?? 0,
    learning_rate: rates[draw(rates.length)],
    weight_decay: [0, 0.02][draw(2)] ?? 0,
    seed: index,
  }));
  // Of the same architecture as the first, but not beside it.
  const twin = { ...group[0], hidden: group[0]?.hidden ?? [], learning_rate: rates[0], seed: 50 };
  return [...group, twin, { hidden: [29], activation: 'linear', learning_rate: 1e30, seed: 99 }];
}
