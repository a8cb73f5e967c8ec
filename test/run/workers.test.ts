import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { workerCount, workerEnvironment } from '../../src/run/workers.js';

test('auto is at most a worker for each processor, and one for a GPU', () => {
  expect(workerCount('auto', 'auto')).toBeGreaterThanOrEqual(1);
  expect(workerCount('auto', 'auto')).toBeLessThanOrEqual(availableParallelism());
  expect(workerCount('auto', 'gpu')).toBe(1);
  expect(workerCount(7, 'gpu')).toBe(7);
});

test('a worker on the CPU sees no GPU; one that asks for a GPU keeps the log with the reason', () => {
  expect(workerEnvironment('cpu')).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1' });
  expect(workerEnvironment('gpu')).toMatchObject({ TF_FORCE_GPU_ALLOW_GROWTH: 'true' });
  expect(workerEnvironment('gpu')).not.toHaveProperty('TF_CPP_MIN_LOG_LEVEL');
});
