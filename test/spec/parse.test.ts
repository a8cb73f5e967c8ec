import { expect, test } from 'vitest';
import { parseSpec } from '../../src/spec/parse.js';
import { positionOf, type Spec } from '../../src/spec/spec.js';

function spec(parameters: string, more = ''): Spec {
  return parseSpec(`name: a\ndataset: mnist\nparameters: { ${parameters} }\n${more}`, 'a.yaml');
}

function valuesOf({ search }: Spec, name: string): unknown {
  const domain = search.models[0]?.axes.find((axis) => axis.name === name)?.domain;
  return domain?.kind === 'values' ? domain.values : domain;
}

test('what a short spec leaves out has its default', () => {
  expect(spec('hidden: [16]')).toMatchObject({
    name: 'a',
    file: 'a.yaml',
    dataset: { name: 'mnist', path: null, validation: null, limit: null, test: null },
    search: { method: { kind: 'grid' }, models: [{ family: 'mlp', layers: null }] },
    seeds: [0],
    data_seed: null,
    constraints: [],
    flops: { convention: 'notebook' },
    objectives: [
      { name: 'val_accuracy', goal: 'maximize' },
      { name: 'flops', goal: 'minimize' },
    ],
    run: {
      order: 'cheapest-first',
      workers: 'auto',
      gpus: 'auto',
      device: 'auto',
      timeoutSeconds: null,
      retries: 1,
      fuse: 'auto',
      save: 'front',
    },
  });
});

test.each([
  ['activation', 'relu'],
  ['dropout', 0],
  ['optimizer', 'adam'],
  ['learning_rate', 0.001],
  ['batch_size', 32],
  ['epochs', 10],
])('%s is %s unless given', (name, value) => {
  expect(valuesOf(spec('hidden: [16]'), name)).toEqual([value]);
});

test.each([
  ['hidden: [50, 50]', [[50, 50]]],
  ['hidden: []', [[]]],
  ['hidden: { value: [50, 50] }', [[50, 50]]],
  ['hidden: { values: [[], [50, 50]] }', [[], [50, 50]]],
  ['hidden: { values: [[16], [8], [16]] }', [[16], [8]]],
  ['hidden: { depth: 2, width: 16 }', [[16, 16]]],
  ['hidden: { width: { 1: [8, 16], 2: 50 } }', [[8], [16], [50, 50]]],
  ['hidden: { depth: [0, 1, 2], width: [8, 16] }', [[], [8], [16], [8, 8], [16, 16]]],
])('%s are the networks %j', (parameters, hidden) => {
  expect(valuesOf(spec(parameters), 'hidden')).toEqual(hidden);
});

test.each([
  ['0.1', [0.1]],
  ['1e-3', [0.001]],
  ['{ value: 0.1 }', [0.1]],
  ['{ values: [0.1, 0.01, 0.1] }', [0.1, 0.01]],
])('learning_rate: %s are the rates %j', (written, rates) => {
  expect(valuesOf(spec(`hidden: [1], learning_rate: ${written}`), 'learning_rate')).toEqual(rates);
});

test('what stands twice is drawn as often as both', () => {
  const read = spec(
    'hidden: [1], optimizer: { values: [adam, sgd, adam], probabilities: [0.25, 0.5, 0.25] }',
    'method: random\nrun_cap: 1\n',
  );
  const optimizer = read.search.models[0]?.axes.find(({ name }) => name === 'optimizer');
  expect(optimizer?.domain).toEqual({
    kind: 'values',
    values: ['adam', 'sgd'],
    probabilities: [0.5, 0.5],
  });
});

test('the activation may stand under model', () => {
  expect(valuesOf(spec('hidden: [1]', 'model: { activation: tanh }'), 'activation')).toEqual([
    'tanh',
  ]);
});

test('the rest of a full spec is read as written', () => {
  const read = spec(
    'hidden: [1]',
    `seeds: [3, 1, 3]
data_seed: 7
constraints: [flops <= 2e6]
flops: { convention: mac }
run: { order: given, workers: 2, device: gpu, gpus: [0, GPU-5a1f], timeout: 1h30m, retries: 0, fuse: off, save: all }
`,
  );
  expect(read.seeds).toEqual([3, 1]);
  expect(read.data_seed).toBe(7);
  expect(read.constraints).toMatchObject([
    { text: 'flops <= 2e6', limit: { cost: 'flops', operator: '<=' } },
  ]);
  expect(read.flops.convention).toBe('mac');
  expect(read.run).toEqual({
    order: 'given',
    workers: 2,
    device: 'gpu',
    gpus: ['0', 'GPU-5a1f'],
    timeoutSeconds: 5_400,
    retries: 0,
    fuse: 'off',
    save: 'all',
  });
});

test('a dataset may be given in parts, or as a folder', () => {
  const read = (dataset: string) =>
    parseSpec(`name: a\ndataset: ${dataset}\nparameters: { hidden: [1] }\n`, 'a.yaml').dataset;
  expect(read('{ name: mnist, validation: 500, limit: 2000, test: 100 }')).toEqual({
    name: 'mnist',
    path: null,
    set: null,
    validation: 500,
    limit: 2_000,
    test: 100,
    shuffleSeed: null,
  });
  expect(read('{ name: idx, path: ../fashion }')).toMatchObject({
    name: 'idx',
    path: '../fashion',
  });
  expect(read('{ name: idx, path: emnist, set: letters }')).toMatchObject({ set: 'letters' });
});

test.each([
  ['{ shuffle: true }', 0],
  ['{ shuffle: true, seed: 7 }', 7],
  ['{ shuffle: false }', null],
])('split: %s shuffles by seed %s', (split, seed) => {
  const text = `name: a\ndataset: { name: idx, path: a, split: ${split} }\nparameters: { hidden: [1] }\n`;
  expect(parseSpec(text, 'a.yaml').dataset.shuffleSeed).toBe(seed);
});

test('values keep their place, and what is not written has that of what is around it', () => {
  const read = spec('hidden: [16]', 'run:\n  workers: 2\n');
  expect(positionOf(read, ['parameters', 'hidden', 0])).toEqual({ line: 3, column: 24 });
  expect(positionOf(read, ['run', 'workers'])).toEqual({ line: 5, column: 12 });
  expect(positionOf(read, ['run', 'timeout'])).toEqual({ line: 4, column: 1 });
  expect(positionOf(read, ['seeds'])).toEqual({ line: 1, column: 1 });
});
