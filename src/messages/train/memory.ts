import { gigabytes } from '../gigabytes.js';
import { problem } from '../problem.js';

/** @param trials of the job; of several, the trainer may hold fewer at once. */
export function memoryShort(needed: number, available: number, trials: number): string {
  return problem({
    what: `training needs about ${gigabytes(needed)} of memory, and ${gigabytes(available)} are available`,
    advice:
      trials === 1
        ? 'make the network or its batches smaller'
        : 'make the networks smaller, or train fewer at once (run.fuse)',
  });
}
