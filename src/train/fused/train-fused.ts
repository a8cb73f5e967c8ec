import { trainGrouped } from '../grouped/train-grouped.js';
import type { Trainer } from '../trainer.js';
import { FusedExecutor } from './fused-executor.js';

/** Trains all trials of the job at once on tfjs-core's backend, step by step, without a gradient tape. */
export const trainFused: Trainer = (job, context) =>
  trainGrouped(job, context, (task) =>
    Promise.resolve({ executor: new FusedExecutor(task), compilation: null }),
  );
