import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expandSpec, type ExpandedSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { configurationColumns } from '../../src/trial/configuration.js';
import { MNIST } from '../spec/mnist-facts.js';

interface Model {
  readonly hidden?: readonly number[];
  readonly layers?: readonly unknown[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly learning_rate: number;
  readonly seed: number;
}
interface Trial {
  readonly hidden: string;
  readonly parameters: string;
  readonly learning_rate: number;
  readonly seed: number;
  readonly status: string;
}
const { modelsOfPeers, specOf, trialOf, WORKS } = (await import(
  new URL('../../scripts/bench/works.mjs', import.meta.url).href
)) as {
  modelsOfPeers: (models: readonly Model[]) => readonly Model[];
  specOf: (
    name: string,
    models: readonly Model[],
    settings: { epochs: number; limit: number | null },
  ) => string;
  trialOf: (model: Model, trials: readonly Trial[]) => Trial;
  WORKS: Readonly<Record<string, { title: string; models: readonly Model[] }>>;
};

function expand(models: readonly Model[], limit: number | null = null): ExpandedSpec {
  const text = specOf('bench', models, { epochs: 3, limit });
  return expandSpec(parseSpec(text, 'bench.yaml'), MNIST);
}

/** As the view `trials` has them once they are trained. */
function trialsOf({ configurations, trials }: ExpandedSpec): readonly Trial[] {
  const byId = new Map(
    configurations.map(({ configuration }) => [
      configuration.id,
      configurationColumns(configuration),
    ]),
  );
  return trials.map(({ configuration, seed }) => {
    const columns = byId.get(configuration.id);
    if (columns === undefined) throw new Error(`no configuration ${configuration.id}`);
    return { ...columns, seed, status: 'completed' };
  });
}

function modelsOf(work: string): readonly Model[] {
  const found = WORKS[work];
  if (found === undefined) throw new Error(`no work ${work}`);
  return found.models;
}

function params(work: string): readonly bigint[] {
  return expand(modelsOf(work)).configurations.map(({ costs }) => costs.params);
}

const dense = (learning_rate: number, seed: number): Model => ({
  hidden: [100, 100],
  learning_rate,
  seed,
});
const gru = (units: number, seed: number): Model => ({
  layers: [{ gru: '$units' }],
  parameters: { units },
  learning_rate: 0.001,
  seed,
});

describe('the spec of a work', () => {
  test.each(Object.keys(WORKS))('%s has a trial of its own for each model', (work) => {
    const models = modelsOf(work);
    const trials = trialsOf(expand(models));
    expect(trials).toHaveLength(models.length);
    expect(new Set(models.map((model) => trialOf(model, trials)))).toEqual(new Set(trials));
  });

  test('says how long it trains, in batches of 32, and on what', () => {
    const { configurations, split } = expand(modelsOf('gru'), 5000);
    for (const { configuration } of configurations) {
      expect(configuration).toMatchObject({ epochs: 3, batch_size: 32, optimizer: 'adam' });
    }
    expect(split).toEqual({ train: 5000, validation: 10_000, test: 10_000 });
    expect(expand(modelsOf('gru')).split.train).toBe(50_000);
  });

  test('has the networks of layers, counted by hand', () => {
    // Kernel of the inputs and of the state, biases, output layer.
    expect(params('gru')).toEqual(
      [16n, 32n].map((units) => (28n + units) * 3n * units + 3n * units + units * 10n + 10n),
    );
    // Each normalization has a scale, an offset, a moving mean and a variance for each of 100 units.
    const normalized = 784n * 100n + 100n + 400n + 100n * 100n + 100n + 400n + 1010n;
    expect(params('batchnorm')).toEqual([normalized, normalized]);
    // 28 is 13 wide after a kernel of 3 and 12 after one of 5, strides 2, then 6 and 5.
    const lenet = (first: bigint, second: bigint, kernel: bigint, width: bigint) =>
      (kernel * kernel + 1n) * first +
      (9n * first + 1n) * second +
      (width * width * second + 1n) * 32n +
      330n;
    expect(params('lenets')).toEqual(
      [[3n, 6n] as const, [5n, 5n] as const].flatMap(([kernel, width]) =>
        [2n, 4n, 8n].map((first) => lenet(first, 2n * first, kernel, width)),
      ),
    );
  });

  test('has the LeNets of the experiment, and none besides', () => {
    const file = new URL('../../experiments/lenet-vs-mlp.yaml', import.meta.url);
    const { configurations } = expandSpec(parseSpec(readFileSync(file, 'utf8'), 'e.yaml'), MNIST);
    const ours = ({ configurations: all }: Pick<ExpandedSpec, 'configurations'>) =>
      new Set(all.map(({ configuration: { model } }) => model.parameters));
    const lenets = configurations.filter(
      ({ configuration: { model } }) => model.family === 'lenet',
    );
    expect(lenets).toHaveLength(6);
    expect(ours(expand(modelsOf('lenets')))).toEqual(ours({ configurations: lenets }));
  });

  test('pairs what it varies, so that networks need not make a grid', () => {
    const models: Model[] = [
      { ...gru(16, 0), learning_rate: 0.003 },
      { ...gru(32, 0), learning_rate: 0.001 },
    ];
    const trials = trialsOf(expand(models));
    expect(trials.map(({ parameters, learning_rate }) => [parameters, learning_rate])).toEqual([
      ['{"units":16}', 0.003],
      ['{"units":32}', 0.001],
    ]);
  });

  test('is an error where one spec cannot say it', () => {
    expect(() => expand([gru(16, 0), gru(16, 1), gru(32, 0)])).toThrow('every seed');
    expect(() => expand([gru(16, 0), gru(16, 0)])).not.toThrow();
    expect(() => expand([gru(16, 0), dense(0.001, 0)])).toThrow('one list of layers');
  });
});

describe('the trial of a model', () => {
  const completed = (trial: Omit<Trial, 'status'>): Trial => ({ ...trial, status: 'completed' });
  const lenet: Model = {
    layers: [{ conv2d: { filters: '$first', kernel_size: '$kernel' } }, 'flatten'],
    parameters: { first: 2, kernel: 5 },
    learning_rate: 0.001,
    seed: 1,
  };
  const row = (parameters: string, seed: number, learning_rate = 0.001): Trial =>
    completed({ hidden: 'conv2', parameters, learning_rate, seed });

  test('has its parameters in whatever order, its learning rate and its seed', () => {
    const right = row('{"kernel":5,"first":2}', 1);
    const others = [
      row('{"first":5,"kernel":2}', 1),
      row('{"first":2}', 1),
      row('{"first":2,"kernel":5}', 0),
      row('{"first":2,"kernel":5}', 1, 0.003),
    ];
    expect(trialOf(lenet, [...others, right])).toBe(right);
    expect(() => trialOf(lenet, others)).toThrow(
      '{"first":2,"kernel":5,"learning_rate":0.001}, seed 1: no trial',
    );
  });

  test('has the hidden layers of an MLP, softmax regression included', () => {
    const mlp = (hidden: string): Trial =>
      completed({ hidden, parameters: '{}', learning_rate: 0.001, seed: 0 });
    const trials = ['none', '100', '100-100'].map(mlp);
    expect(trialOf(dense(0.001, 0), trials)).toBe(trials[2]);
    expect(trialOf({ hidden: [], learning_rate: 0.001, seed: 0 }, trials)).toBe(trials[0]);
  });

  test('is an error that says how it ended, where that is not completed', () => {
    const trials = [{ ...row('{"first":2,"kernel":5}', 1), status: 'diverged' }];
    expect(() => trialOf(lenet, trials)).toThrow('seed 1: diverged');
  });
});

test('peers read numbers where a spec has names with $', () => {
  const [last] = modelsOfPeers(modelsOf('lenets')).slice(-1);
  expect(last).toEqual({
    layers: [
      { conv2d: { filters: 8, kernel_size: 5, strides: 2, activation: 'relu' } },
      { conv2d: { filters: 16, kernel_size: 3, strides: 2, activation: 'relu' } },
      'flatten',
      { dense: { units: 32, activation: 'relu' } },
    ],
    learning_rate: 0.001,
    seed: 2,
  });
  for (const [work, { models }] of Object.entries(WORKS)) {
    expect(JSON.stringify(modelsOfPeers(models)), work).not.toContain('$');
  }
  expect(modelsOfPeers([dense(0.001, 0)])).toEqual([dense(0.001, 0)]);
});
