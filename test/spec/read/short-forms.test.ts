import { expect, test } from 'vitest';
import { expandSpec } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { MNIST } from '../mnist-facts.js';
import { problemsOf } from '../problems-of.js';

const SHORT = `name: a
dataset: mnist
parameters: { hidden: [16], learning_rate: 0.1, epochs: { values: [1, 2] } }
`;
const LAYERS = `name: a
dataset: mnist
model: { layers: [{ reshape: [28, 28, 1] }, max_pooling2d, flatten, { dense: 8 }] }
`;

const read = (text: string, ...settings: readonly string[]) => parseSpec(text, 'a.yaml', settings);

function networks(text: string, ...settings: readonly string[]): readonly string[] {
  return expandSpec(read(text, ...settings), MNIST).configurations.map(({ configuration }) =>
    configuration.model.hidden.join('-'),
  );
}

const ids = (text: string, ...settings: readonly string[]): readonly string[] =>
  expandSpec(read(text, ...settings), MNIST).trials.map(({ id }) => id);

test('a name of a dataset makes room for what is set beside it', () => {
  expect(read(SHORT, 'dataset.limit=2000', 'dataset.test=10').dataset).toEqual({
    name: 'mnist',
    path: null,
    set: null,
    validation: null,
    limit: 2_000,
    test: 10,
    shuffleSeed: null,
  });
});

test('an empty key is no hindrance', () => {
  expect(read(`${SHORT}run:\n`, 'run.retries=0').run.retries).toBe(0);
});

test.each([
  [
    'learning_rate.values=[0.2, 0.3]',
    'learning_rate: 0.1',
    'learning_rate: { values: [0.2, 0.3] }',
  ],
  ['learning_rate.value=0.2', 'learning_rate: 0.1', 'learning_rate: 0.2'],
  ['epochs.value=3', '{ values: [1, 2] }', '3'],
  ['epochs.values.1=4', '[1, 2]', '[1, 4]'],
  ['hidden.values=[[4], [5]]', 'hidden: [16]', 'hidden: { values: [[4], [5]] }'],
  ['hidden.0=4', 'hidden: [16]', 'hidden: [4]'],
])('%s is as if the spec said so', (setting, written, instead) => {
  expect(ids(SHORT, setting)).toEqual(ids(SHORT.replace(written, instead)));
});

test('depth and width take the place of a list, and of each other’s bare numbers', () => {
  expect(networks(SHORT, 'hidden.depth=[1, 2]', 'hidden.width=[4, 5]', 'epochs=1')).toEqual([
    '4',
    '5',
    '4-4',
    '5-5',
  ]);
  const drawn = read(
    SHORT,
    'hidden.depth=1',
    'hidden.width=8',
    'hidden.width.min=2',
    'hidden.width.max=9',
    'epochs=1',
    'method=random',
    'run_cap=1',
  );
  expect(drawn.search.models[0]?.axes[0]?.domain).toMatchObject({
    kind: 'depth-width',
    depth: { values: [1] },
    width: { kind: 'distribution', distribution: { min: 2, max: 9 } },
  });
});

test('a distribution takes the place of a value, key by key', () => {
  const { search } = read(
    SHORT,
    'method=random',
    'run_cap=2',
    'learning_rate.min=0.5',
    'learning_rate.max=0.75',
    'epochs=1',
  );
  const rate = search.models[0]?.axes.find(({ name }) => name === 'learning_rate');
  expect(rate?.domain).toMatchObject({
    kind: 'distribution',
    distribution: { min: 0.5, max: 0.75 },
  });
});

test('a condition keeps the value that it is for', () => {
  const { search } = read(SHORT, 'learning_rate.when={epochs: 2}', 'learning_rate.otherwise=0.5');
  const rate = search.models[0]?.axes.find(({ name }) => name === 'learning_rate');
  expect(rate).toMatchObject({ domain: { values: [0.1] }, when: { epochs: [2] }, otherwise: 0.5 });
});

test('two settings that contradict each other are a problem, not a choice', () => {
  const problems = problemsOf(() => read(SHORT, 'epochs.value=3', 'epochs.values=[4, 5]'));
  expect(problems).toEqual([expect.stringContaining('expected either value or values')]);
});

test('a layer in short is written out', () => {
  expect(networks(LAYERS)).toEqual(['pool-8']);
  expect(networks(LAYERS, 'model.layers.3.dense.units=9')).toEqual(['pool-9']);
  expect(ids(LAYERS, 'model.layers.3.dense.activation=relu')).toEqual(
    ids(LAYERS.replace('dense: 8', 'dense: { units: 8, activation: relu }')),
  );
  expect(ids(LAYERS, 'model.layers.1.max_pooling2d.strides=1')).toEqual(
    ids(LAYERS.replace('max_pooling2d', '{ max_pooling2d: { strides: 1 } }')),
  );
  expect(ids(LAYERS, 'model.layers.0.reshape.target_shape=[14, 56, 1]')).toEqual(
    ids(LAYERS.replace('[28, 28, 1]', '[14, 56, 1]')),
  );
  expect(problemsOf(() => read(LAYERS, 'model.layers.1.dense.units=9'))).toEqual([
    expect.stringContaining(
      'model.layers.1 is not a mapping in the spec; got model.layers.1: max_pooling2d',
    ),
  ]);
});

test('an anchor on what was short stays, and one that is lost is told', () => {
  const text = SHORT.replace('0.1,', '&rate 0.1, weight_decay: *rate,');
  const axes = read(text, 'learning_rate.when={epochs: 2}', 'learning_rate.otherwise=1').search
    .models[0]?.axes;
  expect(axes?.find(({ name }) => name === 'weight_decay')?.domain).toMatchObject({
    values: [0.1],
  });
  expect(problemsOf(() => read(text, 'learning_rate.values=[1, 2]'))).toEqual([
    expect.stringContaining('defines an anchor that is used elsewhere in the spec'),
  ]);
});
