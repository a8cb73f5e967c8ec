import type { TrainerName } from '../train/contract.js';
import type { PlannedTrial } from './planned-trial.js';

/** What one worker will train in one go. */
export interface PlannedJob {
  readonly trainer: TrainerName;
  readonly trials: readonly PlannedTrial[];
}

export const JOB_ORDERS = ['cheapest-first', 'given', 'expensive-first'] as const;
export type JobOrder = (typeof JOB_ORDERS)[number];

/**
 * Packs trials into jobs and orders these: cheapest first shows a chart early, expensive first
 * keeps all workers busy to the end. The layers trainer takes one trial a job.
 */
export function planJobs(trials: readonly PlannedTrial[], order: JobOrder): PlannedJob[] {
  const jobs = trials.map((trial): PlannedJob => ({ trainer: 'layers', trials: [trial] }));
  switch (order) {
    case 'given':
      return jobs;
    case 'cheapest-first':
      return jobs.sort((a, b) => compare(flopOf(a), flopOf(b)));
    case 'expensive-first':
      return jobs.sort((a, b) => compare(flopOf(b), flopOf(a)));
  }
}

/** Training FLOP of a job, convention `flop`. */
export function flopOf(job: PlannedJob): bigint {
  return job.trials.reduce((sum, trial) => sum + trial.flop, 0n);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
