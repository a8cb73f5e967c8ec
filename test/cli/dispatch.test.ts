import { expect, test } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.js';

const nothing = (): boolean => false;

test('a first word that is a command is one, even where a file has its name', () => {
  expect(dispatch(['plan', 'a.yaml'], () => true)).toEqual(['plan', 'a.yaml']);
});

test('a first word that exists, or looks like a path, is a spec to run', () => {
  expect(dispatch(['mlp'], (path) => path === 'mlp')).toEqual(['run', 'mlp']);
  expect(dispatch(['mlp.yaml', '-n'], nothing)).toEqual(['run', 'mlp.yaml', '-n']);
  expect(dispatch(['experiments/mlp'], nothing)).toEqual(['run', 'experiments/mlp']);
});

test('options may come before the word', () => {
  expect(dispatch(['--json', 'list'], nothing)).toEqual(['list', '--json']);
  expect(dispatch(['--db', 'x.db', 'list'], nothing)).toEqual(['list', '--db', 'x.db']);
  expect(dispatch(['--workers', '2', 'a.yaml'], nothing)).toEqual([
    'run',
    '--workers',
    '2',
    'a.yaml',
  ]);
});

test('any other word is a mistake, with the command that was meant', () => {
  expect(() => dispatch(['plna'], nothing)).toThrow(
    'no command and no file "plna"; did you mean sweep plan?',
  );
  expect(() => dispatch(['xyzzyx'], nothing)).toThrow(/expected a spec \(a path\) or one of run/);
});

test('no word is left to the parser', () => {
  expect(dispatch([], nothing)).toEqual([]);
  expect(dispatch(['--help'], nothing)).toEqual(['--help']);
});
