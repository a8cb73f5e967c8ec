import { expect, test } from 'vitest';
import type { DatasetFacts } from '../../../src/data/facts.js';
import { expandSpec } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { MNIST } from '../mnist-facts.js';
import { problemsOf } from '../problems-of.js';

function expand(dataset: string, facts: DatasetFacts = MNIST, batch = '32') {
  const text = `name: a
dataset: ${dataset}
parameters:
  hidden: []
  batch_size: ${batch}
`;
  return expandSpec(parseSpec(text, 'a.yaml'), facts);
}

const small = (trainImages: number): DatasetFacts => ({ ...MNIST, trainImages, testImages: 50 });

test.each([
  ['mnist', MNIST, { train: 50_000, validation: 10_000, test: 10_000 }],
  ['{ name: mnist, limit: 2000 }', MNIST, { train: 2_000, validation: 10_000, test: 10_000 }],
  ['{ name: mnist, limit: 50000 }', MNIST, { train: 50_000, validation: 10_000, test: 10_000 }],
  ['{ name: mnist, validation: 500 }', MNIST, { train: 59_500, validation: 500, test: 10_000 }],
  ['{ name: mnist, test: 100 }', MNIST, { train: 50_000, validation: 10_000, test: 100 }],
  ['mnist', small(20_000), { train: 10_000, validation: 10_000, test: 50 }],
  ['mnist', small(19_999), { train: 16_666, validation: 3_333, test: 50 }],
  ['mnist', small(600), { train: 500, validation: 100, test: 50 }],
])('%s is split as documented', (dataset, facts, split) => {
  expect(expand(dataset, facts).split).toEqual(split);
});

test('more images than there are is a problem at the number', () => {
  expect(problemsOf(() => expand('{ name: mnist, limit: 50001, test: 10001 }'))).toEqual([
    '2:32: dataset.limit exceeds the dataset; got 50,001; expected at most 50,000, the training ' +
      'images left by validation; write a smaller number, or omit it to use all',
    '2:45: dataset.test exceeds the dataset; got 10,001; expected at most 10,000, the images of ' +
      'the test file; write a smaller number, or omit it to use all',
  ]);
});

test('validation that takes every image is a problem at its number', () => {
  expect(problemsOf(() => expand('{ name: mnist, validation: 60000 }'))).toEqual([
    '2:37: dataset.validation leaves nothing to train on; got 60,000; expected fewer than the ' +
      '60,000 images of the training file; write a smaller number',
  ]);
});

test('a file too small to be split is a problem of the data set', () => {
  expect(problemsOf(() => expand('mnist', small(3)))[0]).toMatch(/^2:10: dataset\.validation /);
});

test('a batch larger than the training set is a problem at that very number', () => {
  const problems = problemsOf(() =>
    expand('{ name: mnist, limit: 100 }', MNIST, '{ values: [32, 100, 101] }'),
  );
  expect(problems).toEqual([
    '5:35: parameters.batch_size is larger than the training set; got 101; expected at most 100; ' +
      'write a smaller number, or use more images',
  ]);
});
