import { expect, test } from 'vitest';
import { Budget } from '../../../src/run/executing/budget.js';

function budgetOf(seconds: number) {
  let time = 1000;
  const budget = new Budget(seconds, () => time);
  return { budget, pass: (more: number) => (time += more) };
}
const one = (seconds: number) => ({ seconds, trials: 1 });

test('what is left of a budget goes down to 0, and then nothing is begun', () => {
  const { budget, pass } = budgetOf(60);
  expect(budget.remainingSeconds).toBe(60);
  pass(20);
  expect(budget.remainingSeconds).toBe(40);
  pass(50);
  expect(budget.remainingSeconds).toBe(0);
  expect(budget.admits(one(0.001), 1)).toBe(false);
});

test('before a job has ended a single trial begins, however long it is said to take', () => {
  const { budget } = budgetOf(60);
  expect(budget.admits(one(600), 1)).toBe(true);
  // Of several trials a part may fit: they are to be divided.
  expect(budget.admits({ seconds: 600, trials: 2 }, 1)).toBe(false);
  expect(budget.admits({ seconds: 31, trials: 2 }, 1)).toBe(false);
  expect(budget.admits({ seconds: 30, trials: 2 }, 1)).toBe(true);
});

test('then one that does not fit into what is left is not begun, another may be', () => {
  const { budget, pass } = budgetOf(60);
  pass(30);
  budget.jobEnded();
  expect(budget.admits(one(31), 1)).toBe(false);
  expect(budget.admits(one(29), 1)).toBe(true);
});

test('a bad estimate of the first job, too small or too large, leaves no budget unused', () => {
  const { budget, pass } = budgetOf(60);
  pass(30);
  budget.jobEnded();
  // The first took ten times as long as estimated: it also loaded the library.
  expect(budget.admits(one(10), 10)).toBe(true);
  // It took a tenth: so will the next one, which is said to take 200 s.
  expect(budget.admits(one(200), 0.1)).toBe(true);
});
