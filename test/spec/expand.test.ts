import { expect, test } from 'vitest';
import { expandSpec, type ExpandedSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { MNIST } from './mnist-facts.js';
import { problemsOf } from './problems-of.js';

function expand(parameters: string, more = ''): ExpandedSpec {
  const text = `name: a\ndataset: mnist\nparameters: { ${parameters} }\n${more}`;
  return expandSpec(parseSpec(text, 'a.yaml'), MNIST);
}

test('the notebook is two configurations and ten trials of known cost', () => {
  const { configurations, trials } = expand(
    'hidden: { values: [[100, 100], [50, 50]] }',
    'seeds: [0, 1, 2, 3, 4]',
  );
  expect(trials).toHaveLength(10);
  expect(configurations.map(({ costs: { flops, params } }) => [flops, params])).toEqual([
    [179_050n, 89_610n],
    [84_550n, 42_310n],
  ]);
  expect(configurations[0]?.costs.training_flops).toBe(209_533_460_200n);
  // Products only: 10 x 50,000 x (178,800 + 200,800)
  expect(configurations[0]?.training_flop).toBe(189_800_000_000n);
});

test('trials are in grid order, the first parameter slowest, seeds fastest', () => {
  const { trials } = expand(
    'epochs: { values: [1, 2] }, hidden: { values: [[8], []] }',
    'seeds: [5, 3]',
  );
  expect(
    trials.map(({ configuration: { model, epochs }, seed }) => [model.hidden, epochs, seed]),
  ).toEqual([
    [[8], 1, 5],
    [[8], 1, 3],
    [[8], 2, 5],
    [[8], 2, 3],
    [[], 1, 5],
    [[], 1, 3],
    [[], 2, 5],
    [[], 2, 3],
  ]);
});

test('points that are the same network are one configuration', () => {
  // Softmax regression has no hidden layer that could use the activation.
  const { configurations } = expand(
    'hidden: { values: [[], [4]] }, activation: { values: [relu, tanh] }',
  );
  expect(
    configurations.map(({ configuration: { model } }) => [model.hidden, model.activation]),
  ).toEqual([
    [[], 'none'],
    [[4], 'relu'],
    [[4], 'tanh'],
  ]);
});

test('a constraint marks what it excludes with its text, and keeps it among the trials', () => {
  const { configurations, trials } = expand(
    'hidden: { values: [[], [100], [100, 100]] }',
    'constraints: [params < 89610, flops <= 157000]',
  );
  // 784 x 10 + 10; 2 x (784 x 100 + 100 x 10) + 100 + 50 = 158,950
  expect(configurations.map(({ skipped }) => skipped)).toEqual([
    null,
    'flops <= 157000',
    'params < 89610',
  ]);
  expect(trials).toHaveLength(3);
});

test('a constraint holds a parameter that is not given to its default', () => {
  const skipped = (constraint: string): readonly boolean[] =>
    expand(
      'hidden: [8], optimizer: { values: [adam, adamw] }',
      `constraints: [${constraint}]`,
    ).configurations.map((one) => one.skipped !== null);
  // 0.004 for adamw and 0 for the others: docs of weight_decay.
  expect(skipped('weight_decay > 0')).toEqual([true, false]);
  expect(skipped('weight_decay == 0')).toEqual([false, true]);
  expect(skipped('250 * weight_decay <= 1')).toEqual([false, false]);
  expect(skipped('dropout == 0')).toEqual([false, false]);
});

test('constraints that together exclude everything are a problem', () => {
  const problems = problemsOf(() =>
    expand('hidden: { values: [[], [100]] }', 'constraints: [params > 8000, flops < 100000]'),
  );
  expect(problems).toEqual([
    '4:14: the constraints together exclude every configuration; got params > 8000, ' +
      'flops < 100000; expected at least one of the 2 configurations to satisfy all; relax one',
  ]);
});

test('a lower bound that nothing reaches names the largest there is', () => {
  const problems = problemsOf(() => expand('hidden: [16]', 'constraints: [params >= 1e6]'));
  // 784 x 16 + 16 + 16 x 10 + 10
  expect(problems[0]).toContain(
    'expected one that the largest params of the grid, 12,730, satisfies',
  );
});

test('costs beyond 64 bits are a problem, even of a configuration that a constraint excludes', () => {
  const giant = Array(7).fill(100000).join(', ');
  const problems = problemsOf(() =>
    expand(`hidden: { values: [[], [${giant}]] }, epochs: 100000`, 'constraints: [flops <= 2e6]'),
  );
  expect(problems[0]).toMatch(
    /^3:23: the network is too large to count; got hidden 100000-.* for 100000 epochs; expected training FLOPs below 2\^63/,
  );
});

test('the convention decides the costs and the constraint', () => {
  const { configurations, convention } = expand(
    'hidden: [100, 100]',
    'flops: { convention: mac }\nconstraints: [flops <= 89400]',
  );
  expect(convention).toBe('mac');
  expect(configurations[0]).toMatchObject({ costs: { flops: 89_400n }, skipped: null });
});

test('a data_seed is in every trial', () => {
  expect(expand('hidden: []', 'data_seed: 9').trials[0]?.data_seed).toBe(9);
  expect(expand('hidden: []').trials[0]?.data_seed).toBeNull();
});

test('a hundred thousand trials are expanded within seconds', () => {
  const widths = Array.from({ length: 250 }, (_, index) => index + 1).join(', ');
  const seeds = Array.from({ length: 400 }, (_, index) => index).join(', ');
  const start = performance.now();
  const { trials } = expand(`hidden: { depth: [1], width: [${widths}] }`, `seeds: [${seeds}]`);
  expect(trials).toHaveLength(100_000);
  expect(performance.now() - start).toBeLessThan(20_000);
}, 30_000);

test('weight decay is the optimizer’s own unless given', () => {
  const decays = (more: string): readonly number[] =>
    expand(`hidden: [8], optimizer: {values: [adam, adamw]}${more}`).configurations.map(
      ({ configuration }) => configuration.weight_decay,
    );
  expect(decays('')).toEqual([0, 0.004]);
  expect(decays(', weight_decay: {values: [0, 0.1]}')).toEqual([0, 0.1, 0, 0.1]);
});

test('dropout is part of the network; softmax regression has none to drop', () => {
  const { configurations } = expand('hidden: {values: [[], [8, 4]]}, dropout: {values: [0, 0.5]}');
  expect(configurations.map(({ network }) => network.layers.map(({ name }) => name))).toEqual([
    ['flatten', 'dense'],
    ['flatten', 'dense', 'dense_1', 'dense_2'],
    ['flatten', 'dense', 'dropout', 'dense_1', 'dropout_1', 'dense_2'],
  ]);
});
