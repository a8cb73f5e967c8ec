import { describe, expect, test } from 'vitest';
import type { Gpu } from '../../src/native/gpus.js';
import { workerCount, workerEnvironments, WORKERS_PER_GPU } from '../../src/run/workers.js';

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
  test('workers share the processors, each at least one thread', () => {
    const threads = (processors: number, slots: number) =>
      workerEnvironments(slots, 'auto', [], { processors, memory: 64 * GB }).map(
        (environment) => environment['TF_NUM_INTRAOP_THREADS'],
      );
    expect(threads(8, 2)).toEqual(['4', '4']);
    expect(threads(8, 3)).toEqual(['2', '2', '2']);
    expect(threads(2, 4)).toEqual(['1', '1', '1', '1']);
  });

  test('GPUs are dealt in turn, each worker sees one, and memory grows as needed', () => {
    const environments = workerEnvironments(5, 'gpu', [gpu('2'), gpu('GPU-ab')]);
    expect(environments.map((environment) => environment['CUDA_VISIBLE_DEVICES'])).toEqual(
      ['2', 'GPU-ab', '2', 'GPU-ab', '2'], // never one with three more than another
    );
    for (const environment of environments) {
      expect(environment).toMatchObject({ TF_FORCE_GPU_ALLOW_GROWTH: 'true' });
      // The log holds the reason why a GPU is not to be had.
      expect(environment).not.toHaveProperty('TF_CPP_MIN_LOG_LEVEL');
    }
  });

  test('without a GPU of its own a worker sees none and keeps quiet', () => {
    for (const device of ['cpu', 'auto'] as const) {
      expect(workerEnvironments(1, device, [])[0]).toMatchObject({
        CUDA_VISIBLE_DEVICES: '-1',
        TF_CPP_MIN_LOG_LEVEL: '2',
      });
    }
  });
});
