import { availableParallelism, totalmem } from 'node:os';
import type { DeviceRequest } from '../native/engine.js';

/** What a worker needs at most, dataset and library included. */
const BYTES_PER_WORKER = 1e9;

/** `auto`: one worker for each processor that memory allows; a GPU is one worker's. */
export function workerCount(choice: number | 'auto', device: DeviceRequest): number {
  if (choice !== 'auto') return choice;
  if (device === 'gpu') return 1;
  return Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / BYTES_PER_WORKER)));
}

/** What libtensorflow reads when it loads: one thread for each worker, growing GPU memory. */
export function workerEnvironment(device: DeviceRequest): Readonly<Record<string, string>> {
  return {
    TF_NUM_INTRAOP_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: '1',
    TF_ENABLE_ONEDNN_OPTS: '0',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Where a GPU is asked for, the log holds the reason why there is none.
    ...(device === 'gpu' ? {} : { TF_CPP_MIN_LOG_LEVEL: '2' }),
    ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  };
}
