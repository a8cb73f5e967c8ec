import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LoadedDataset } from '../../src/dataset/load.js';
import type { ActivationFunction } from '../../src/model/activation.js';
import { mlpNetwork } from '../../src/model/mlp.js';
import { ENGINE_VARIABLE } from '../../src/native/environment.js';
import { loadEngine } from '../../src/native/load-engine.js';
import { stagedPackage } from '../../src/native/staging/cache.js';
import { openGraph } from '../../src/native/graph-session.js';
import { GRAPH_ACTIVATIONS } from '../../src/train/compiled/activations.js';
import { denseProgram } from '../../src/train/compiled/dense-program.js';
import { denseViewOf } from '../../src/train/compiled/dense-trial.js';
import { trainCompiled } from '../../src/train/compiled/train-compiled.js';
import { feedProgram } from '../../src/train/compiled/feeds.js';
import type { Job, JobMessage, JobTrial } from '../../src/train/contract.js';
import { trainLayers } from '../../src/train/layers/train-layers.js';
import { epochOrder } from '../../src/train/random/order.js';
import type { Trainer } from '../../src/train/trainer.js';
import { OPTIMIZERS, type Optimizer } from '../../src/trial/configuration.js';
import { sweep } from '../integration/sweep-process.js';
import { syntheticImages } from '../train/batches-for-test.js';
import { relativeDifference } from '../train/stepping.js';

/** 50 steps of 32, the last of them short. */
const IMAGES = 50 * 32 - 9;
const dataset: LoadedDataset = {
  train: syntheticImages(IMAGES, 1),
  validation: syntheticImages(137, 2),
  test: syntheticImages(61, 3),
};
const facts: Job['facts'] = {
  name: 'idx',
  imageShape: [28, 28],
  classes: 10,
  sha256: '',
  trainImages: IMAGES + 137,
  testImages: 61,
};

interface Some {
  readonly hidden: readonly number[];
  readonly activation?: ActivationFunction;
  readonly dropout?: number;
  readonly learning_rate?: number;
  readonly weight_decay?: number;
  readonly seed?: number;
}

function trialsOf(some: readonly Some[], optimizer: Optimizer, epochs = 1): JobTrial[] {
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
async function messagesOf(trainer: Trainer, trials: readonly JobTrial[]): Promise<JobMessage[]> {
  const messages: JobMessage[] = [];
  const source = { kind: 'folder', path: '' } as const;
  const split = { train: IMAGES, validation: 137, test: 61 };
  const job = {
    trainer: 'layers',
    device: 'cpu',
    compile: 'auto',
    dataset: source,
    facts,
    split,
    trials,
  } as const;
  await trainer(job, {
    dataset,
    signal: new AbortController().signal,
    report: (message) => messages.push(message),
  });
  return messages;
}

/** Each trial's kernels and biases after an epoch in one program, cut out of its arrays. */
async function weightsAfter(trials: readonly JobTrial[], xla: boolean): Promise<Float32Array[][]> {
  const views = trials.map(({ network }) => {
    const view = denseViewOf(network);
    if (view.state !== 'dense') throw new Error(view.reason);
    return view.trial;
  });
  const program = denseProgram({
    trials: views,
    optimizer: trials[0]?.optimizer ?? 'sgd',
    decays: trials.some(({ weight_decay }) => weight_decay > 0),
    batchSize: 32,
    classes: 10,
    inputs: 784,
    counts: { train: IMAGES, validation: 137, test: 61 },
    xla,
  });
  const session = await openGraph(program.bytes, program.signatures);
  try {
    const sources = trials.map(({ seed, learning_rate, weight_decay }, trial) => ({
      seed,
      learning_rate,
      weight_decay,
      numbers: views[trial]?.numbers ?? [],
    }));
    feedProgram(session, program, dataset, sources);
    const order = new Int32Array(program.stepsPerEpoch * 32);
    order.set(epochOrder(3, 1, IMAGES));
    session.run('begin_epoch', {
      order: { values: order, shape: [order.length] },
      before: 0,
    });
    // In two calls: where the first ends must not matter.
    session.run('train', { steps: 19 });
    expect(session.run('train', { steps: 1000 })['step']).toEqual(Int32Array.of(50));
    const arrays = session.run('read_weights', { ignored: 0 });
    return trials.map((_, trial) =>
      program.layout.flatMap(({ name, shape, parts }) => {
        const width = shape.at(-1) ?? 0;
        const rows = (arrays[name]?.length ?? 0) / width;
        let left = 0;
        return parts.flatMap((part) => {
          const begin = left;
          left += part.columns;
          if (part.trial !== trial) return [];
          return [
            Float32Array.from(
              { length: rows * part.columns },
              (__, index) =>
                arrays[name]?.[
                  Math.floor(index / part.columns) * width + begin + (index % part.columns)
                ] ?? NaN,
            ),
          ];
        });
      }),
    );
  } finally {
    session.dispose();
  }
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
};
const ACTIVATIONS = Object.keys(GRAPH_ACTIVATIONS) as (keyof typeof GRAPH_ACTIVATIONS)[];

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
    activation: ACTIVATIONS[draw(ACTIVATIONS.length)],
    dropout: [0, 0, 0.3][draw(3)] ?? 0,
    learning_rate: rates[draw(rates.length)],
    weight_decay: [0, 0.02][draw(2)] ?? 0,
    seed: index,
  }));
  return [...group, { hidden: [29], activation: 'linear', learning_rate: 1e30, seed: 99 }];
}

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('compiled programs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sweep-compiled-'));
    vi.stubEnv('SWEEP_CACHE_DIR', join(folder, 'cache'));
    const setup = await sweep(['setup', '--cpu'], folder);
    expect(setup.stderr).toContain('The native engine is ready');
    const path = stagedPackage(process.env, 'cpu') ?? '';
    vi.stubEnv(ENGINE_VARIABLE, JSON.stringify({ engine: 'tfjs-node-gpu', path }));
    await loadEngine('cpu');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['adam', 1, false],
    ['adam', 2, true],
    ['momentum', 3, false],
    ['sgd', 4, false],
    ['adam', 5, false],
    ['momentum', 6, true],
    ['rmsprop', 7, true],
    ['adamw', 8, true],
    ['rmsprop', 9, false],
  ] as const)(
    'with %s, random group %i (xla %s): each trial is what it is alone, beside one that diverges',
    async (optimizer, seed, xla) => {
      const trials = trialsOf(randomGroup(seed, optimizer), optimizer);
      const together = await weightsAfter(trials, xla);
      for (const [index, trial] of trials.slice(0, -1).entries()) {
        const [alone] = await weightsAfter([trial], xla);
        for (const kernel of kernelsOf(trial)) {
          const [mine, solo] = [together[index]?.[kernel] ?? [], alone?.[kernel] ?? []];
          expect(solo.length).toBeGreaterThan(0);
          expect(relativeDifference(mine, solo)).toBeLessThanOrEqual(1e-5);
        }
      }
      expect(together.at(-1)?.[0]?.some(Number.isFinite)).toBe(false);
    },
  );

  test('the plain graph computes what XLA does', async () => {
    const trials = trialsOf([{ hidden: [31, 17] }, { hidden: [] }], 'adam');
    const [graph, xla] = [await weightsAfter(trials, false), await weightsAfter(trials, true)];
    trials.forEach((trial, index) => {
      for (const kernel of kernelsOf(trial)) {
        const [one, other] = [graph[index]?.[kernel] ?? [], xla[index]?.[kernel] ?? []];
        expect(relativeDifference(one, other)).toBeLessThanOrEqual(1e-5);
      }
    });
  });

  test.each(OPTIMIZERS)(
    'with %s, trained together they say what the layers trainer says of each',
    async (optimizer) => {
      const some = [
        { hidden: [13, 7] },
        { hidden: [], learning_rate: 0.002 },
        { hidden: [11], activation: 'tanh' },
        { hidden: [5, 3, 2], activation: 'sigmoid', seed: 1 },
        { hidden: [13, 7], dropout: 0.4, seed: 2 },
        { hidden: [17], weight_decay: 0.05 },
        ...(['elu', 'selu', 'gelu', 'silu', 'softplus', 'linear'] as const).map((activation) => ({
          hidden: [7],
          activation,
        })),
      ] as const;
      const trials = trialsOf(some, optimizer, 2);
      const compiled = await messagesOf(trainCompiled, trials);
      for (const trial of trials) {
        const layers = await messagesOf(trainLayers, [trial]);
        const numbers = (messages: JobMessage[]) =>
          messages.flatMap((message) => {
            if (message.type === 'progress' || message.type === 'started') return [];
            if (message.trial !== trial.trial) return [];
            if (message.type === 'diverged') return [NaN];
            if (message.type === 'completed') return Object.values(message.test);
            const { loss, accuracy, val_loss, val_accuracy } = message.metrics;
            return [loss, accuracy, val_loss, val_accuracy];
          });
        const [mine, theirs] = [numbers(compiled), numbers(layers)];
        expect(theirs).toHaveLength(2 * 4 + 2);
        mine.forEach((value, index) => {
          const difference = Math.abs(value - (theirs[index] ?? NaN));
          // A loss, then an accuracy: one image whose two largest outputs are nearly equal may differ.
          if (index % 2 === 0) expect(difference / value).toBeLessThanOrEqual(2e-5);
          else expect(difference).toBeLessThanOrEqual(1.01 / (index < 8 ? IMAGES : 61));
        });
      }
    },
  );

  test('a trial that diverges is said to, with its epoch, and its neighbours end', async () => {
    const trials = trialsOf([{ hidden: [13] }, { hidden: [7], learning_rate: 1e30 }], 'sgd', 2);
    const messages = await messagesOf(trainCompiled, trials);
    const ends = messages.filter(({ type }) => type === 'completed' || type === 'diverged');
    expect(ends).toMatchObject([
      { type: 'diverged', trial: 'trial 1', reason: expect.stringMatching(/NaN in epoch 1/) },
      { type: 'completed', trial: 'trial 0' },
    ]);
  });
});
