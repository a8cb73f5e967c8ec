import type { LoadedDataset } from '../data/load.js';
import type { Job, JobMessage, JobTimes, JobTrial, TrainerName } from './contract.js';
import type { NamedWeight } from './kept-model.js';

export interface TrainerContext {
  readonly dataset: LoadedDataset;
  /** The GPU that keeps a program, as TensorFlow names it (`/device:GPU:0`); absent on processors. */
  readonly card?: string | undefined;
  /** The trainer yields to the event loop often enough to stop within a second of its abort. */
  readonly signal: AbortSignal;
  readonly report: (message: Exclude<JobMessage, { type: 'started' }>) => void;
  /** Writes a trial's model; called before the trial is reported completed. Absent: none is kept. */
  readonly keepModel?: ((trial: JobTrial, weights: readonly NamedWeight[]) => void) | undefined;
}

/**
 * Trains the trials of a job from their seeds and reports every epoch. The same job on the same
 * engine and machine gives the same numbers; see `TRAINER_SEMANTICS` for what all trainers share.
 */
export type Trainer = (
  job: Job,
  context: TrainerContext,
) => Promise<Omit<JobTimes, 'load_seconds'>>;

/** Every trainer, loaded when its first job comes. */
export const TRAINERS: Readonly<Record<TrainerName, () => Promise<Trainer>>> = {
  layers: async () => (await import('./eager/train-eager.js')).trainEager,
  fused: async () => (await import('./interpreted/train-interpreted.js')).trainInterpreted,
  compiled: async () => (await import('./compiled/train-compiled.js')).trainCompiled,
};
