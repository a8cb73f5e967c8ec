import { expect, test } from 'vitest';
import { timeRuns } from '../../../src/train/measure/contract.js';

/** A clock that only runs take time on. */
function clocked(durations: (run: number) => number) {
  let [now, run] = [1000, 0];
  return {
    clock: () => now,
    run: () => {
      now += durations(run++);
    },
    get runs() {
      return run;
    },
  };
}

test('warm-up runs are run and not timed', () => {
  const work = clocked((run) => (run < 2 ? 500 : 3));
  expect(timeRuns(work.run, { warmups: 2, runs: 4, seconds: 0 }, work.clock)).toEqual([3, 3, 3, 3]);
  expect(work.runs).toBe(6);
});

test('fast runs go on until the time has passed', () => {
  const work = clocked(() => 100);
  const times = timeRuns(work.run, { warmups: 1, runs: 3, seconds: 1 }, work.clock);
  expect(times).toHaveLength(10);
});

test('slow runs are as many as asked for, however long they take', () => {
  const work = clocked((run) => 1000 * (run + 1));
  expect(timeRuns(work.run, { warmups: 0, runs: 3, seconds: 1 }, work.clock)).toEqual([
    1000, 2000, 3000,
  ]);
});
