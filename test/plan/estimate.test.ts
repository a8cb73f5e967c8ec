import { expect, test } from 'vitest';
import { fitTimeModel, REFERENCES, runSeconds, wallSeconds } from '../../src/plan/estimate.js';
import { RandomStream } from '../../src/random/stream.js';

test('jobs that follow a line give its two coefficients back', () => {
  // 2 ms a step and 0.3 ns a FLOP.
  const timings = [
    [1000, 1e9],
    [3000, 5e9],
    [500, 9e9],
  ].map(([steps = 0, flop = 0]) => ({ steps, flop, seconds: 2e-3 * steps + 3e-10 * flop }));
  const model = fitTimeModel(timings);
  expect(model).toMatchObject({ source: 'measured', jobs: 3 });
  expect(model.seconds_per_step).toBeCloseTo(2e-3, 10);
  expect(model.seconds_per_flop * 1e10).toBeCloseTo(3, 6);
});

test('jobs that are all alike scale the reference to what they took', () => {
  const reference =
    1000 * REFERENCES.wasm.seconds_per_step + 1e9 * REFERENCES.wasm.seconds_per_flop;
  const alike = { steps: 1000, flop: 1e9, seconds: 3 * reference };
  const model = fitTimeModel([alike, alike]);
  expect(model.seconds_per_step / REFERENCES.wasm.seconds_per_step).toBeCloseTo(3, 9);
  expect(model.seconds_per_flop / REFERENCES.wasm.seconds_per_flop).toBeCloseTo(3, 9);
});

test('without a usable job it is the reference, and says so', () => {
  expect(fitTimeModel([])).toBe(REFERENCES.wasm);
  expect(fitTimeModel([{ steps: 0, flop: 0, seconds: 0 }])).toBe(REFERENCES.wasm);
});

test('a worker takes the next job when it is free', () => {
  // Slot 1: 5; slot 2: 1 + 1 + 2.
  expect(wallSeconds([5, 1, 1, 2], 2)).toBe(5);
  expect(wallSeconds([1, 1, 1], 2)).toBe(2);
  expect(wallSeconds([], 2)).toBe(0);
});

test('so does each of many workers', () => {
  const stream = new RandomStream(3, 'search', 0);
  for (let run = 0; run < 300; run += 1) {
    const tasks = Array.from({ length: stream.below(60) }, () => stream.below(9) + stream.unit());
    const slots = 1 + stream.below(12);
    const busyUntil = new Array<number>(slots).fill(0);
    for (const seconds of tasks) {
      const next = busyUntil.indexOf(Math.min(...busyUntil));
      busyUntil[next] = (busyUntil[next] ?? 0) + seconds;
    }
    expect(wallSeconds(tasks, slots)).toBe(Math.max(...busyUntil));
  }
});

test('a run takes more than its jobs: its workers have to start', () => {
  expect(runSeconds([], 2)).toBe(0);
  expect(runSeconds([3], 2)).toBeGreaterThan(3);
});
