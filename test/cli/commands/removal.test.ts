import { expect, test } from 'vitest';
import { removalLines } from '../../../src/cli/commands/rm.js';

const NOTHING = { sweeps: [], removed: 0, reset: 0, kept: 0, models: 0, pages: [] };

test('each number is of what its line names', () => {
  const pages = ['results/mlp.html'];
  const counts = { sweeps: ['mlp'], removed: 2, reset: 3, kept: 4, models: 5, pages };
  expect(removalLines(counts)).toEqual([
    'the sweep mlp',
    '2 trials with epochs and attempts',
    'the results of 3 trials, which the next run trains again',
    '5 kept models',
    'the page results/mlp.html',
    '(4 trials are kept: another sweep shares them)',
  ]);
});

test('one of a thing is spoken of as one, and of none nothing is said', () => {
  expect(removalLines(NOTHING)).toEqual([]);
  expect(removalLines({ ...NOTHING, removed: 1, reset: 1, kept: 1, models: 1 })).toEqual([
    '1 trial with epochs and attempts',
    'the result of 1 trial, which the next run trains again',
    '1 kept model',
    '(1 trial is kept: another sweep shares it)',
  ]);
});
