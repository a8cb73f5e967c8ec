import { expect, test } from 'vitest';
import { expandSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { BROKEN, GOOD } from './broken-specs.js';
import { MNIST } from './mnist-facts.js';
import { problemsOf } from './problems-of.js';

test.each(BROKEN)('%s is one problem, with its place and what to do', (_what, text, problem) => {
  const problems = problemsOf(() => expandSpec(parseSpec(text, 'mlp.yaml'), MNIST));
  expect(problems).toHaveLength(1);
  expect(problems[0]?.slice(0, problem.length)).toBe(problem);
});

test('every problem of a text is reported at once, in the order of the text', () => {
  const text = `name: mlp
dataset: minst
parameters:
  hidden: { values: [[0], [16.5], 16] }
  epochs: many
seeds: 5
runs: {}
`;
  expect(problemsOf(() => parseSpec(text, 'mlp.yaml')).map((line) => line.split(';')[0])).toEqual([
    '2:10: dataset is not known',
    '4:23: parameters.hidden.values[0][0] is out of range',
    '4:28: parameters.hidden.values[1][0] has the wrong type',
    '4:35: parameters.hidden.values[2] has the wrong type',
    '5:11: parameters.epochs has the wrong type',
    '6:8: seeds has the wrong type',
    '7:1: unknown key at the top',
  ]);
});

test('a misspelt key is not reported as missing too', () => {
  const problems = problemsOf(() => parseSpec(GOOD.replace('name', 'nmae'), 'mlp.yaml'));
  expect(problems.map((line) => line.split(';')[0])).toEqual(['1:1: unknown key at the top']);
});

test('the message of the error is a line for each problem, with the file', () => {
  expect(() => parseSpec('dataset: mnist\n', 'a/b.yaml')).toThrow(
    /^a\/b\.yaml:1:1: name is missing; got nothing; [^\n]+\na\/b\.yaml:1:1: parameters is missing/,
  );
});
