import type { LoadedDataset } from '../dataset/load.js';
import type { Job, JobMessage, JobTimes } from './contract.js';

export interface TrainerContext {
  readonly dataset: LoadedDataset;
  /** The trainer yields to the event loop often enough to stop within a second of its abort. */
  readonly signal: AbortSignal;
  readonly report: (message: Exclude<JobMessage, { type: 'started' }>) => void;
}

/**
 * Trains the trials of a job from their seeds and reports every epoch. The same job on the same
 * engine and machine gives the same numbers; see `TRAINER_SEMANTICS` for what all trainers share.
 */
export type Trainer = (
  job: Job,
  context: TrainerContext,
) => Promise<Omit<JobTimes, 'load_seconds'>>;
