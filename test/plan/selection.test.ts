import { expect, test } from 'vitest';
import type { TrialWorkload } from '../../src/plan/jobs.js';
import { firstTrials, selectTrials } from '../../src/plan/selection.js';
import { STATUSES, type Status } from '../../src/trial/trial.js';

const trial = (id: string, flop = 1n): TrialWorkload =>
  ({ trial: { id }, flop }) as unknown as TrialWorkload;
const ids = (trials: readonly TrialWorkload[]): string =>
  trials.map(({ trial: { id } }) => id).join(' ');

/** A trial of each status without a result, called by it, and one that no database knows. */
const OPEN = STATUSES.filter((status) => !['completed', 'diverged', 'skipped'].includes(status));
const remaining = [...OPEN.map((status) => trial(status)), trial('unknown')];
const statuses = new Map<string, Status>(OPEN.map((status) => [status, status]));
const selected = (selection: Parameters<typeof selectTrials>[2]): string =>
  ids(selectTrials(remaining, statuses, selection));

test('all are all, failed ones too', () => {
  expect(selected('all')).toBe('pending running failed timeout interrupted unknown');
});

test('only those that were tried before', () => {
  expect(selected('failed')).toBe('failed timeout interrupted');
});

test('all but those that failed: what was interrupted has not', () => {
  expect(selected('not-failed')).toBe('pending running interrupted unknown');
});

const grid = [trial('a', 30n), trial('b', 10n), trial('c', 20n), trial('d', 10n)];

test('the first trials are those of the order of the run, and come back as given', () => {
  expect(ids(firstTrials(grid, 'given', 2))).toBe('a b');
  expect(ids(firstTrials(grid, 'cheapest-first', 1))).toBe('b');
  expect(ids(firstTrials(grid, 'cheapest-first', 3))).toBe('b c d');
  expect(ids(firstTrials(grid, 'expensive-first', 2))).toBe('a c');
});

test('more than there are is all of them', () => {
  expect(ids(firstTrials(grid, 'cheapest-first', 4))).toBe('a b c d');
  expect(ids(firstTrials([], 'given', 3))).toBe('');
});

test('counts beyond 2^53 are told apart', () => {
  const large = [trial('more', 2n ** 60n + 1n), trial('less', 2n ** 60n)];
  expect(ids(firstTrials(large, 'cheapest-first', 1))).toBe('less');
});
