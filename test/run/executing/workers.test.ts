import { describe, expect, test } from 'vitest';
import type { Gpu } from '../../../src/native/engine.js';
import {
  workerCount,
  workerEnvironments,
  WORKERS_PER_GPU,
} from '../../../src/run/executing/workers.js';

const GB = 1e9;
const gpu = (id: string): Gpu => ({
  id,
  name: `card ${id}`,
  memory_mib: 24_000,
  compute_capability: '9.0',
});

describe('workerCount', () => {
  test.each([
    ['a worker for each processor', { processors: 6, memory: 64 * GB }, 0, 6],
    ['as many as memory allows', { processors: 6, memory: 2.5 * GB }, 0, 2],
    ['one at least', { processors: 6, memory: 0.5 * GB }, 0, 1],
    ['several share a GPU', { processors: 64, memory: 256 * GB }, 2, 2 * WORKERS_PER_GPU],
    ['no more than processors on a GPU', { processors: 2, memory: 64 * GB }, 1, 2],
    ['as many as memory allows on a GPU', { processors: 64, memory: 6 * GB }, 8, 2],
  ])('auto: %s', (_, machine, gpus, workers) => {
    expect(workerCount('auto', gpus, machine)).toBe(workers);
  });

  test('a number is taken as it is', () => {
    expect(workerCount(7, 1, { processors: 2, memory: GB })).toBe(7);
  });
});

describe('workerEnvironments', () => {
  const candidate = { engine: 'tfjs-node-gpu', path: '/package' } as const;

  test('workers share the processors, each at least one thread', () => {
    const threads = (processors: number, workers: number) =>
      workerEnvironments(workers, { candidate, gpus: [] }, { processors, memory: 64 * GB }).map(
        (environment) => environment['TF_NUM_INTRAOP_THREADS'],
      );
    expect(threads(8, 2)).toEqual(['4', '4']);
    expect(threads(8, 3)).toEqual(['2', '2', '2']);
    expect(threads(2, 4)).toEqual(['1', '1', '1', '1']);
  });

  test('GPUs are dealt in turn, and each worker sees one', () => {
    const gpus = [gpu('2'), gpu('GPU-ab')];
    const environments = workerEnvironments(5, { candidate, gpus });
    expect(environments.map((environment) => environment['CUDA_VISIBLE_DEVICES'])).toEqual(
      ['2', 'GPU-ab', '2', 'GPU-ab', '2'], // never one with two more than another
    );
  });

  test('without a GPU of its own a worker sees none', () => {
    const [environment] = workerEnvironments(1, { candidate, gpus: [] });
    expect(environment).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1' });
  });
});
