import type { Compilation, TrainerName } from '../train/contract.js';
import type { PlannedTrial } from './planned-trial.js';

/** What one worker will train in one go. */
export interface PlannedJob {
  readonly trainer: TrainerName;
  readonly trials: readonly PlannedTrial[];
  /** How a compiled program is to be run. */
  readonly compile: Compilation;
}

export const JOB_ORDERS = ['cheapest-first', 'given', 'expensive-first'] as const;
export type JobOrder = (typeof JOB_ORDERS)[number];

/** How trials that can be trained together are packed into jobs. */
export interface Packing {
  readonly trainer: Exclude<TrainerName, 'layers'>;
  /** Parameters of a job's networks together, at most; a network larger than that is alone. */
  readonly params: number;
  /** Trials of a job at most. */
  readonly trials: number;
  /** How a program of these trials is to be run. */
  readonly compile: (trials: readonly PlannedTrial[]) => Compilation;
}

/**
 * Packs trials into jobs and orders these: cheapest first shows a chart early, expensive first
 * keeps all workers busy to the end. Without a packing every trial is a job of the layers trainer.
 */
export function planJobs(
  trials: readonly PlannedTrial[],
  order: JobOrder,
  packing: Packing | null = null,
): PlannedJob[] {
  const jobs = packing === null ? trials.map(layersJob) : packJobs(trials, packing);
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

/** Half of a job's trials each: which of them makes it fail? A job of one trial is no longer split. */
export function halvesOf(job: PlannedJob): readonly PlannedJob[] {
  const { trials } = job;
  if (trials.length < 2) return [job];
  const middle = Math.ceil(trials.length / 2);
  return [trials.slice(0, middle), trials.slice(middle)].map((half) => ({ ...job, trials: half }));
}

function layersJob(trial: PlannedTrial): PlannedJob {
  return { trainer: 'layers', trials: [trial], compile: 'graph' };
}

/** Smallest networks first, so that a job holds networks of like size. */
function packJobs(trials: readonly PlannedTrial[], packing: Packing): PlannedJob[] {
  const groups = new Map<string, PlannedTrial[]>();
  const jobs: PlannedJob[] = [];
  for (const trial of trials) {
    if (trial.program === null) jobs.push(layersJob(trial));
    else groups.set(trial.program, [...(groups.get(trial.program) ?? []), trial]);
  }
  for (const group of groups.values()) {
    let packed: PlannedTrial[] = [];
    let params = 0;
    for (const trial of group.sort((a, b) => a.params - b.params)) {
      const full = packed.length >= packing.trials || params + trial.params > packing.params;
      if (packed.length > 0 && full) {
        jobs.push(packedJob(packed, packing));
        [packed, params] = [[], 0];
      }
      packed.push(trial);
      params += trial.params;
    }
    jobs.push(packedJob(packed, packing));
  }
  return jobs;
}

function packedJob(trials: readonly PlannedTrial[], { trainer, compile }: Packing): PlannedJob {
  return { trainer, trials, compile: compile(trials) };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
