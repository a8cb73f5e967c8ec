import { expect, test } from 'vitest';
import { planJobs } from '../../src/plan/jobs.js';
import { stepsOf, type PlannedTrial } from '../../src/plan/planned-trial.js';

const trials = [30n, 10n, 20n, 10n].map(
  (flop, index) => ({ trial: { id: `t${index}` }, flop, steps: 1 }) as unknown as PlannedTrial,
);
const order = (name: Parameters<typeof planJobs>[1]): string =>
  planJobs(trials, name)
    .map((job) => job.trials.map(({ trial }) => trial.id).join('+'))
    .join(' ');

test('cheapest first goes by training FLOP; equals keep the order of the spec', () => {
  expect(order('cheapest-first')).toBe('t1 t3 t2 t0');
});

test('expensive first is the other way round', () => {
  expect(order('expensive-first')).toBe('t0 t2 t1 t3');
});

test('given is the order of the spec', () => {
  expect(order('given')).toBe('t0 t1 t2 t3');
});

test('the short last batch of an epoch is a step too', () => {
  expect(stepsOf(50_000, 32, 10)).toBe(15_630);
  expect(stepsOf(64, 32, 1)).toBe(2);
  expect(stepsOf(65, 32, 1)).toBe(3);
});
