import { afterEach, describe, expect, it, vi } from 'vitest';
import { RandomStream } from '../../../src/random/stream.js';
import { expandSpec, type ExpandedSpec } from '../../../src/spec/expand.js';
import { Planner } from '../../../src/spec/expand/planner.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { isParameterValue } from '../../../src/spec/schema/parameters.js';
import { GridWalk } from '../../../src/spec/search/grid-walk.js';
import { drawnPoints } from '../../../src/spec/search/random-search.js';
import { spaceSize } from '../../../src/spec/search/space-size.js';
import type { Search } from '../../../src/spec/search/space.js';
import { MNIST } from '../mnist-facts.js';
import { problemsOf } from '../problems-of.js';

afterEach(() => vi.restoreAllMocks());

function textOf(parameters: string, more: string): string {
  return `name: a\ndataset: mnist\nparameters: { ${parameters} }\n${more}\n`;
}

function searchOf(parameters: string, more = ''): Search {
  return parseSpec(textOf(parameters, `method: random\nrun_cap: 10000\n${more}`), 'a.yaml').search;
}

function expand(parameters: string, more = ''): ExpandedSpec {
  const text = textOf(parameters, `method: random\nrun_cap: 10000\n${more}`);
  return expandSpec(parseSpec(text, 'a.yaml'), MNIST);
}

const FOUR = 'hidden: { values: [[8], [16], [32], [64]] }';
const THREE = 'learning_rate: { values: [0.1, 0.01, 0.001] }';

describe('a random search of a space that can be counted', () => {
  it.each([
    ['lists', `${FOUR}, ${THREE}`, '', 12],
    [
      'distributions',
      'hidden: { depth: 1, width: { min: 1, max: 4 } }, epochs: { min: 1, max: 3 }',
      '',
      12,
    ],
    ['constraints', `${FOUR}, ${THREE}`, 'constraints: [learning_rate < 0.1]', 8],
    ['exclude', `${FOUR}, ${THREE}`, 'exclude: [{ hidden: [8], learning_rate: 0.1 }]', 11],
  ])('of %s has each point once, and no more draws than it takes', (_, parameters, more, size) => {
    const moves = vi.spyOn(RandomStream.prototype, 'moveTo');
    const { configurations, drawn } = expand(parameters, more);
    expect(configurations).toHaveLength(size);
    expect(new Set(configurations.map(({ configuration }) => configuration.id)).size).toBe(size);
    expect(drawn).toEqual({ asked: 10_000, found: size });
    // A stream for each of two parameters. Twelve coupons take 37 draws on average; not the million
    // that run_cap would allow.
    expect(moves.mock.calls.length).toBeLessThan(2 * 1000);
  });

  it('has every point of the grid, however many there are', () => {
    const epochs = Array.from({ length: 50 }, (_, index) => index + 1);
    const parameters = `${FOUR}, ${THREE}, epochs: { values: [${epochs.join(', ')}] }`;
    const grid = expandSpec(parseSpec(textOf(parameters, ''), 'a.yaml'), MNIST);
    const ids = ({ configurations }: ExpandedSpec) =>
      configurations.map(({ configuration }) => configuration.id).sort();
    expect(grid.configurations).toHaveLength(4 * 3 * 50);
    expect(ids(expand(parameters))).toEqual(ids(grid));
  });
});

describe('the size of a space', () => {
  it.each([
    ['lists', `${FOUR}, ${THREE}`, '', 4 * 3],
    [
      'a zip',
      `${THREE}, hidden: [8], epochs: { values: [1, 2, 3] }`,
      'zip: [learning_rate, epochs]',
      3,
    ],
    [
      'conditions',
      `hidden: [8], optimizer: { values: [adam, sgd, adamw] }, weight_decay: { values: [0.1, 0.2], when: { optimizer: adamw } }`,
      '',
      1 + 1 + 2,
    ],
    [
      'exclude',
      `${FOUR}, ${THREE}`,
      'exclude: [{ hidden: [[8], [16]], learning_rate: 0.1 }]',
      12 - 2,
    ],
    [
      'probabilities of 0',
      'hidden: { values: [[8], [16], [32]], probabilities: [0.5, 0.5, 0] }',
      '',
      2,
    ],
    ['whole numbers', 'hidden: [8], epochs: { min: 2, max: 9 }', '', 8],
    // 0.1 to 0.9.
    [
      'multiples',
      'hidden: [8], learning_rate: { distribution: q_uniform, min: 0.1, max: 0.9, q: 0.1 }',
      '',
      9,
    ],
    // One network without hidden layers, whatever their width.
    [
      'depths by widths',
      'hidden: { depth: { min: 0, max: 2 }, width: { min: 1, max: 5 } }',
      '',
      1 + 2 * 5,
    ],
  ])('is counted by arithmetic: %s', (_, parameters, more, size) => {
    const search = searchOf(parameters, more);
    expect(spaceSize(search, isParameterValue, 1000)).toBe(size);
  });

  it.each([
    ['numbers between others', 'hidden: [8], learning_rate: { min: 0.001, max: 0.1 }'],
    [
      'no bounds',
      'hidden: [8], learning_rate: { distribution: q_normal, mu: 1, sigma: 1, q: 0.1 }',
    ],
    ['more than are counted', 'hidden: [8], epochs: { min: 1, max: 1001 }'],
  ])('is endless where there are %s', (_, parameters) => {
    expect(spaceSize(searchOf(parameters), isParameterValue, 1000)).toBe(Infinity);
  });

  it('is of all models together', () => {
    const model = `model: [{ family: mlp }, { family: net, layers: [flatten, { dense: $units }] }]`;
    const parameters = `${FOUR}, units: { values: [4, 8] }, epochs: { values: [1, 2] }`;
    expect(spaceSize(searchOf(parameters, model), isParameterValue, 1000)).toBe((4 + 2) * 2);
  });
});

it('what constraints refuse is looked at and no more, once something else is found', () => {
  const look = vi.spyOn(Planner.prototype, 'look');
  const plan = vi.spyOn(Planner.prototype, 'plan');
  const lines = 'method: random\nrun_cap: 50\nconstraints: [epochs == 1]';
  const parameters = `${FOUR}, epochs: { min: 1, max: 10 }, learning_rate: { min: 0.01, max: 1 }`;
  expandSpec(parseSpec(textOf(parameters, lines), 'a.yaml'), MNIST);
  // One of ten satisfies them: about 500 are drawn, and ten before the first that does.
  expect(look.mock.calls.length).toBeGreaterThan(300);
  expect(plan.mock.calls.length).toBeLessThan(50 + 100);
});

describe('draws end', () => {
  it('after three million of a space of which a point hardly comes', () => {
    const moves = vi.spyOn(RandomStream.prototype, 'moveTo');
    const search = searchOf('hidden: { values: [[8], [16]], probabilities: [1, 1e-12] }');
    const points = [...drawnPoints(search, isParameterValue, Infinity)];
    expect(points.map((point) => point.value('hidden'))).toEqual([[8]]);
    expect(moves).toHaveBeenCalledTimes(3_000_000);
  }, 120_000);

  it('after a million points of an endless space, so that a constraint need not be met', () => {
    const search = searchOf('hidden: [8], learning_rate: { min: 0, max: 1e300 }');
    let count = 0;
    for (const _ of drawnPoints(search, isParameterValue, Infinity)) count += 1;
    expect(count).toBe(1_000_000);
  }, 120_000);
});

it('a hopeless grid is refused by its number, before a point of it is made', () => {
  vi.spyOn(GridWalk.prototype, 'next').mockImplementation(() => {
    throw new RangeError('a point was made');
  });
  const thousand = `[${Array.from({ length: 1000 }, (_, index) => index + 1).join(', ')}]`;
  const others = ['epochs', 'batch_size', 'learning_rate'];
  const lists = others.map((name) => `${name}: { values: ${thousand} }`).join(', ');
  const parameters = `hidden: { depth: 1, width: ${thousand} }, ${lists}`;
  const text = textOf(parameters, 'exclude: [{ epochs: 1 }]');
  expect(problemsOf(() => parseSpec(text, 'a.yaml'))).toEqual([
    expect.stringContaining('the grid is too large; got 1,000 hidden x'),
  ]);
  expect(problemsOf(() => parseSpec(text, 'a.yaml'))[0]).toContain('= 1,000,000,000,000 trials');
});
