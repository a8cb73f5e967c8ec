import { expect, test } from 'vitest';
import { Progress } from '../../src/plan/progress.js';

test('the share that is done follows estimated seconds, not the number of jobs', () => {
  const progress = new Progress(
    [
      ['small', 1],
      ['large', 9],
    ],
    1,
  );
  progress.start('small', 0);
  progress.end('small', 1);
  expect(progress.fraction).toBeCloseTo(0.1);
  progress.start('large', 1);
  progress.advance('large', 0.5, 5.5);
  expect(progress.fraction).toBeCloseTo(0.55);
});

test('the time that is left is corrected by how slow it went so far', () => {
  const progress = new Progress(
    [
      ['first', 10],
      ['second', 20],
    ],
    1,
  );
  expect(progress.remainingSeconds).toBe(30);
  progress.start('first', 100);
  progress.end('first', 130); // Three times as long as estimated.
  progress.start('second', 130);
  // A tenth of all 30 s is believed to take as long as estimated: 20 (30 + 3) / (10 + 3).
  expect(progress.remainingSeconds).toBeCloseTo((20 * 33) / 13);
});

test('a first small job that loads the library changes little', () => {
  const jobs = [1, ...Array<number>(9).fill(11)].map((seconds, key) => [key, seconds] as const);
  const progress = new Progress(jobs, 1);
  progress.start(0, 0);
  progress.end(0, 3);
  // (3 + 10) / (1 + 10) of 99 s, not three times as much.
  expect(progress.remainingSeconds).toBeCloseTo((99 * 13) / 11);
});

test('two workers halve what is left', () => {
  const jobs = ['a', 'b', 'c', 'd'].map((key) => [key, 5] as const);
  expect(new Progress(jobs, 2).remainingSeconds).toBe(10);
});

test('nothing to do is done', () => {
  expect(new Progress([], 2).fraction).toBe(1);
});

test('a task that is divided, or not to be done, is no work any more', () => {
  const progress = new Progress(
    [
      ['first', 10],
      ['second', 30],
    ],
    1,
  );
  progress.start('first', 0);
  progress.end('first', 20);
  // A tenth of 40 s is believed: (20 + 4) / (10 + 4).
  expect(progress.correction).toBeCloseTo(24 / 14);
  progress.replace('second', [
    ['half', 15],
    ['other half', 15],
  ]);
  expect(progress.fraction).toBeCloseTo(0.25);
  progress.replace('half', []);
  progress.replace('other half', []);
  expect(progress.fraction).toBe(1);
  expect(progress.remainingSeconds).toBe(0);
});

test('an attempt that failed has done nothing, and says nothing of how long the rest takes', () => {
  const progress = new Progress(
    [
      ['first', 10],
      ['second', 30],
    ],
    1,
  );
  progress.start('first', 0);
  progress.advance('first', 0.9, 50);
  progress.fail('first', 60);
  expect(progress.fraction).toBe(0);
  expect(progress.correction).toBe(1);
  expect(progress.remainingSeconds).toBe(40);
  // While it waits for its next attempt, no time is spent on it.
  progress.start('first', 100);
  progress.end('first', 110);
  expect(progress.correction).toBe(1);
  expect(progress.remainingSeconds).toBe(30);
});

test('of a job that is split the halves are left, and what is done of it stays done', () => {
  const progress = new Progress(
    [
      ['job', 80],
      ['other', 20],
    ],
    2,
  );
  progress.start('job', 0);
  progress.advance('job', 0.5, 40);
  progress.fail('job', 40);
  // Two of eight trials had their results.
  progress.replace(
    'job',
    [
      ['half', 30],
      ['other half', 30],
    ],
    20,
  );
  expect(progress.fraction).toBeCloseTo(20 / 100);
  // The two workers take other and half, then the other half: 20 + 30.
  expect(progress.remainingSeconds).toBeCloseTo(50);
  progress.start('half', 40);
  progress.advance('half', 0.5, 55);
  expect(progress.fraction).toBeCloseTo(35 / 100);
  progress.end('half', 70);
  progress.start('other half', 70);
  progress.end('other half', 100);
  expect(progress.fraction).toBeCloseTo(80 / 100);
  // 60 s of 60 were as estimated.
  expect(progress.correction).toBe(1);
});

test('what somebody else has done is done, and says nothing of how fast it goes here', () => {
  const progress = new Progress(
    [
      ['theirs', 90],
      ['mine', 10],
    ],
    1,
  );
  progress.end('theirs', 0);
  expect([progress.fraction, progress.correction]).toEqual([0.9, 1]);
  progress.start('mine', 0);
  progress.end('mine', 30);
  // A tenth of all 100 s is believed: (30 + 10) / (10 + 10).
  expect(progress.correction).toBeCloseTo(2);
});
