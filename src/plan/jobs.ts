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
  /** Memory that they take together, at most; the same holds. */
  readonly bytes: number;
  /** Trials of a job at most. */
  readonly trials: number;
  /** Among which the jobs are divided. */
  readonly workers: number;
  /** What trains these trials, and how: few steps may end sooner one network at a time. */
  readonly means: (trials: readonly PlannedTrial[]) => Pick<PlannedJob, 'trainer' | 'compile'>;
}

/**
 * Packs trials into jobs and orders these: cheapest first, by the cheapest trial of each, shows a chart
 * early; expensive first, by all trials of each, keeps all workers busy to the end. Without a packing every trial is a job of the layers trainer.
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
      return jobs.sort(
        (a, b) => compare(cheapestOf(a), cheapestOf(b)) || compare(flopOf(a), flopOf(b)),
      );
    case 'expensive-first':
      return jobs.sort((a, b) => compare(flopOf(b), flopOf(a)));
  }
}

/** Training FLOP of a job, convention `flop`. */
export function flopOf(job: PlannedJob): bigint {
  return job.trials.reduce((sum, trial) => sum + trial.flop, 0n);
}

/** Training FLOP of a job's cheapest trial. */
function cheapestOf({ trials }: PlannedJob): bigint {
  return trials.reduce((least, { flop }) => (flop < least ? flop : least), trials[0]?.flop ?? 0n);
}

/** Memory that a job takes at most, without the images, in bytes. */
export function bytesOf({ trainer, trials }: PlannedJob): number {
  const each = trials.map(({ bytes }) => bytes[trainer]);
  // The layers trainer has one network at a time.
  return trainer === 'layers' ? Math.max(...each) : each.reduce((sum, bytes) => sum + bytes, 0);
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

/** What a step costs besides its arithmetic, in FLOP: measured on wasm and on compiled programs. */
const OVERHEAD_FLOP = 2e6;

/**
 * Smallest networks first, so that a job holds networks of like size and twins together; cut where
 * jobs come out equally long, and as many of them as keep all workers busy to the end.
 */
function packJobs(trials: readonly PlannedTrial[], packing: Packing): PlannedJob[] {
  const groups = new Map<string, PlannedTrial[]>();
  const jobs: PlannedJob[] = [];
  for (const trial of trials) {
    if (trial.program === null) jobs.push(layersJob(trial));
    else groups.set(trial.program, [...(groups.get(trial.program) ?? []), trial]);
  }
  // Few groups are divided among the workers; of many, each may be a job.
  const workersOfGroup = Math.max(1, Math.ceil(packing.workers / Math.max(1, groups.size)));
  for (const group of groups.values()) {
    group.sort((a, b) => a.params - b.params);
    for (const own of packGroup(group, workersOfGroup, packing)) jobs.push(packedJob(own, packing));
  }
  return jobs;
}

/** As few parts as the limits allow; for several workers, equal ones and a multiple of their number. */
function packGroup(
  group: readonly PlannedTrial[],
  workers: number,
  packing: Packing,
): PlannedTrial[][] {
  const fewest = packInto(group, 1, packing);
  if (workers === 1) return fewest;
  for (let count = workers; count < group.length; count += workers) {
    const parts = packInto(group, count, packing);
    if (parts.length <= count) return parts;
  }
  return group.map((trial) => [trial]);
}

/** Cuts a sorted group into so many parts of equal work, or more where the limits ask for it. */
function packInto(
  group: readonly PlannedTrial[],
  count: number,
  { trainer, params: mostParams, bytes: mostBytes, trials: mostTrials }: Packing,
): PlannedTrial[][] {
  const total = group.reduce((sum, trial) => sum + workOf(trial), 0);
  const parts: PlannedTrial[][] = [];
  let [part, params, bytes, done]: [PlannedTrial[], number, number, number] = [[], 0, 0, 0];
  for (const trial of group) {
    const full =
      part.length >= mostTrials ||
      params + trial.params > mostParams ||
      bytes + trial.bytes[trainer] > mostBytes;
    // The part ends where that is nearer to its share of the work than one trial later.
    const share = (total * (parts.length + 1)) / count;
    const enough = parts.length + 1 < count && done + workOf(trial) / 2 > share;
    if (part.length > 0 && (full || enough)) {
      parts.push(part);
      [part, params, bytes] = [[], 0, 0];
    }
    part.push(trial);
    params += trial.params;
    bytes += trial.bytes[trainer];
    done += workOf(trial);
  }
  return [...parts, part];
}

function workOf({ flop, steps }: PlannedTrial): number {
  return Number(flop) + OVERHEAD_FLOP * steps;
}

function packedJob(trials: readonly PlannedTrial[], { means }: Packing): PlannedJob {
  return { ...means(trials), trials };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
