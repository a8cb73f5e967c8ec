import { expect, test } from 'vitest';
import type { DatasetFacts } from '../../src/data/facts.js';
import { expandSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { MNIST } from './mnist-facts.js';

const BASE = `name: one
dataset: mnist
parameters:
  hidden: { values: [[16], [50, 50]] }
  learning_rate: 0.001
  batch_size: 32
  epochs: 3
seeds: [0, 1]
`;

function idsOf(text: string, facts: DatasetFacts = MNIST): readonly string[] {
  return expandSpec(parseSpec(text, 'a.yaml'), facts).trials.map(({ id }) => id);
}

test('every trial has its own id', () => {
  expect(new Set(idsOf(BASE)).size).toBe(4);
});

test.each([
  ['another name', BASE.replace('one', 'two')],
  ['a default written out', `${BASE}model: { family: mlp, activation: relu }\n`],
  ['another way to write a number', BASE.replace('0.001', '1e-3').replace('32', '3.2e1')],
  ['another convention', `${BASE}flops: { convention: mac }\n`],
  [
    'other objectives',
    `${BASE}objectives: [{name: val_loss, goal: minimize}, {name: params, goal: minimize}]\n`,
  ],
  ['other ways to run', `${BASE}run: { workers: 1, device: cpu, order: given, timeout: 5m }\n`],
  ['a constraint that excludes one', `${BASE}constraints: [flops < 30000]\n`],
  ['a limit beyond the data', BASE.replace('mnist', '{ name: mnist, limit: 50000 }')],
  ['the default split written out', BASE.replace('mnist', '{ name: mnist, validation: 10000 }')],
  [
    'another order of keys',
    `seeds: [0, 1]
parameters:
  epochs: 3
  batch_size: 32
  learning_rate: 0.001
  hidden: { values: [[16], [50, 50]] }
dataset: mnist
name: one
`,
  ],
])('identity does not change with %s', (_what, text) => {
  expect(idsOf(text)).toEqual(idsOf(BASE));
});

test('3e6 is 3000000', () => {
  const facts = { ...MNIST, trainImages: 9_000_000 };
  const written = (size: string): string => BASE.replace('batch_size: 32', `batch_size: ${size}`);
  expect(idsOf(written('3e6'), facts)).toEqual(idsOf(written('3000000'), facts));
});

test('further seeds keep the trials there are', () => {
  const extended = idsOf(BASE.replace('[0, 1]', '[0, 1, 2, 3]'));
  expect(extended).toHaveLength(8);
  expect(extended).toEqual(expect.arrayContaining([...idsOf(BASE)]));
});

test('a further width keeps the trials there are', () => {
  const extended = idsOf(BASE.replace('[16],', '[16], [32],'));
  expect(extended).toHaveLength(6);
  expect(extended).toEqual(expect.arrayContaining([...idsOf(BASE)]));
});

test('depth and width are the same as the lists they stand for', () => {
  const listed = BASE.replace('[[16], [50, 50]]', '[[16], [50], [16, 16], [50, 50]]');
  const multiplied = BASE.replace('values: [[16], [50, 50]]', 'depth: [1, 2], width: [16, 50]');
  expect(idsOf(multiplied)).toEqual(idsOf(listed));
});

test.each([
  ['the widths', BASE.replace('[16]', '[17]').replace('[50, 50]', '[50, 51]')],
  ['the activation', `${BASE}model: { activation: tanh }\n`],
  ['the learning rate', BASE.replace('0.001', '0.002')],
  ['the batch size', BASE.replace('32', '33')],
  ['the epochs', BASE.replace('3\n', '4\n')],
  ['the optimizer', BASE.replace('  epochs', '  optimizer: sgd\n  epochs')],
  ['the seeds', BASE.replace('[0, 1]', '[2, 3]')],
  ['the order of the data', `${BASE}data_seed: 0\n`],
  ['the training images', BASE.replace('mnist', '{ name: mnist, limit: 1000 }')],
  ['the validation images', BASE.replace('mnist', '{ name: mnist, validation: 9000 }')],
])('identity changes with %s', (_what, text) => {
  const before = new Set(idsOf(BASE));
  expect(idsOf(text).filter((id) => before.has(id))).toEqual([]);
});

test('identity changes with a shuffle of the images and with its seed, not without one', () => {
  const with_ = (more: string): readonly string[] =>
    idsOf(BASE.replace('mnist', `{ name: idx, path: a${more} }`));
  // The same facts: where they come from is no part of the identity.
  expect(with_('')).toEqual(idsOf(BASE));
  expect(with_(', split: { shuffle: false, seed: 3 }')).toEqual(idsOf(BASE));
  expect(with_(', split: { shuffle: true }')).toEqual(with_(', split: { shuffle: true, seed: 0 }'));
  const [none, zero, one] = [
    idsOf(BASE),
    with_(', split: { shuffle: true }'),
    with_(', split: { shuffle: true, seed: 1 }'),
  ];
  expect(new Set([...none, ...zero, ...one]).size).toBe(12);
});

test('identity changes with the data, not with its name', () => {
  expect(idsOf(BASE, { ...MNIST, name: 'digits' })).toEqual(idsOf(BASE));
  expect(idsOf(BASE, { ...MNIST, sha256: 'b'.repeat(64) })).not.toEqual(idsOf(BASE));
});

test('ids outlive the program: the first trial of 784-50-50-10 is what it was in version 0.1', () => {
  const text = `name: a
dataset: mnist
parameters: { hidden: [50, 50], learning_rate: 0.001, batch_size: 32, epochs: 10, optimizer: adam }
`;
  expect(idsOf(text)).toEqual(['bdb57d38e97d3235']);
});

test('dropout and weight decay decide the result', () => {
  const with_ = (more: string): string => BASE.replace('  epochs: 3\n', `  epochs: 3\n  ${more}\n`);
  const one = idsOf(BASE);
  expect(idsOf(with_('dropout: 0'))).toEqual(one);
  expect(idsOf(with_('weight_decay: 0'))).toEqual(one);
  for (const more of [
    'dropout: 0.1',
    'weight_decay: 0.1',
    'activation: gelu',
    'optimizer: adamw',
  ]) {
    expect(idsOf(with_(more)).filter((id) => one.includes(id))).toEqual([]);
  }
});
