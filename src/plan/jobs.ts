import type { Compilation, TrainerName } from '../train/contract.js';
import type { Trial } from '../trial/trial.js';
import { textOf } from './compilation.js';
import { EqualParts, type Part } from './equal-parts.js';

/** A trial with the arithmetic, steps and memory of its training. */
export interface TrialWorkload {
  readonly trial: Trial;
  /** Training FLOP of all epochs, convention `flop`, validation left out. */
  readonly flop: bigint;
  /** Optimizer steps of all epochs. */
  readonly steps: number;
  readonly params: number;
  /** Memory that its training takes with each trainer, without the images. */
  readonly bytes: Readonly<Record<TrainerName, number>>;
  /** What its program takes to compile, and to train a FLOP, beside that of a dense network: see `Effort`. */
  readonly effort: Effort;
  /**
   * Which trials can be trained by one program: those of equal text here (same optimizer, batch size and
   * epochs); null where only the layers trainer can train it.
   */
  readonly program: string | null;
  /**
   * The order of its batches where the network begins with a product of pixels: those of one order
   * make one product. Null for others, which have no more in common with one order than with another.
   */
  readonly order: number | null;
  /** Why only that one can; null where a program can. */
  readonly programLacks: string | null;
}

/** How a network compares with a dense one. */
export interface Effort {
  /** Seconds to compile it, by those of a dense network of two hidden layers. */
  readonly compile: number;
  /** Seconds of a training FLOP, by those of a dense network. */
  readonly flop: number;
  /** Seconds that XLA saves of a step, besides those that it saves of a dense network's. */
  readonly xlaGain: number;
}

/** Optimizer steps of a training: the short last batch of an epoch is one too. */
export function stepsOf(trainImages: number, batchSize: number, epochs: number): number {
  return epochs * Math.ceil(trainImages / batchSize);
}

/** What one worker will train in one go. */
export interface PlannedJob {
  readonly trainer: TrainerName;
  readonly trials: readonly TrialWorkload[];
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
  /**
   * Parameters of the networks of one order up to which they share programs with those of other
   * orders: a few networks gain more from being compiled once than from being one product.
   */
  readonly mixedParams: number;
  /** Among which the jobs are divided. */
  readonly workers: number;
  /** Picks the trainer for these trials; with few steps, one network at a time may be faster. */
  readonly chooseTrainer: (
    trials: readonly TrialWorkload[],
  ) => Pick<PlannedJob, 'trainer' | 'compile'>;
}

/**
 * Packs trials into jobs and orders these: cheapest first, by the cheapest trial of each, shows a chart
 * early; expensive first, by all trials of each, keeps all workers busy to the end. Without a packing every trial is a job of the layers trainer.
 */
export function planJobs(
  trials: readonly TrialWorkload[],
  order: JobOrder,
  packing: Packing | null = null,
): PlannedJob[] {
  const jobs = packing === null ? trials.map(layersJob) : packJobs(trials, packing);
  switch (order) {
    case 'given':
      return jobs;
    case 'cheapest-first':
      return sorted(jobs, (a, b) => compare(a.cheapest, b.cheapest) || compare(a.flop, b.flop));
    case 'expensive-first':
      return sorted(jobs, (a, b) => compare(b.flop, a.flop));
  }
}

interface Costs {
  readonly flop: bigint;
  readonly cheapest: bigint;
}

/** Each job's costs are summed once, not at each comparison. */
function sorted(jobs: readonly PlannedJob[], order: (a: Costs, b: Costs) => number): PlannedJob[] {
  return jobs
    .map((job) => ({ job, flop: flopOf(job), cheapest: cheapestOf(job) }))
    .sort(order)
    .map(({ job }) => job);
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

function layersJob(trial: TrialWorkload): PlannedJob {
  return { trainer: 'layers', trials: [trial], compile: 'graph' };
}

/** A share of a sum that is not meant. */
const ROUNDING = 1e-9;

/** What a step costs besides its arithmetic, in FLOP: measured on wasm and on compiled programs. */
const OVERHEAD_FLOP = 2e6;

/**
 * Smallest networks first, so that a job holds networks of like size and twins together; cut where
 * jobs come out equally long, and as many of them as keep all workers busy to the end.
 */
function packJobs(trials: readonly TrialWorkload[], packing: Packing): PlannedJob[] {
  const groups = new Map<string, TrialWorkload[]>();
  const jobs: PlannedJob[] = [];
  for (const trial of trials) {
    const { program } = trial;
    if (program === null) {
      jobs.push(layersJob(trial));
      continue;
    }
    const group = groups.get(program);
    if (group === undefined) groups.set(program, [trial]);
    else group.push(trial);
  }
  const workIn = (group: readonly TrialWorkload[]): number =>
    group.reduce((sum, trial) => sum + workOf(trial), 0);
  const total = [...groups.values()].reduce((sum, group) => sum + workIn(group), 0);
  for (const group of [...groups.values()].flatMap((all) => byOrder(all, packing.mixedParams))) {
    group.sort((a, b) => a.params - b.params || (a.order ?? 0) - (b.order ?? 0));
    // A group that has much of the work is divided among the workers; of many, each may be a job.
    const workers = Math.max(1, Math.ceil((packing.workers * workIn(group)) / total - ROUNDING));
    for (const [start, end] of partsOf(group, workers, packing)) {
      jobs.push(packedJob(group.slice(start, end), packing));
    }
  }
  return jobs;
}

/** Trials of each order of the batches; those of orders with few parameters are together. */
function byOrder(
  trials: readonly TrialWorkload[],
  mixedParams: number,
): readonly TrialWorkload[][] {
  const orders = new Map<number | null, TrialWorkload[]>();
  for (const trial of trials) {
    const own = orders.get(trial.order);
    if (own === undefined) orders.set(trial.order, [trial]);
    else own.push(trial);
  }
  const isSmall = (own: readonly TrialWorkload[]): boolean =>
    own[0]?.order !== null && own.reduce((sum, trial) => sum + placeOf(trial), 0) <= mixedParams;
  const groups = [...orders.values()];
  const small = groups.filter(isSmall).flat();
  return [...(small.length === 0 ? [] : [small]), ...groups.filter((own) => !isSmall(own))];
}

/** As few parts as the limits allow; for several workers, equal ones and a multiple of their number. */
function partsOf(
  group: readonly TrialWorkload[],
  workers: number,
  { trainer, params, bytes, trials: items }: Packing,
): readonly Part[] {
  const compiling = trainer === 'compiled' ? compileWork(group) : null;
  const weights = group.map((trial) => ({
    work: workOf(trial) + (compiling?.(trial) ?? 0),
    params: placeOf(trial),
    bytes: trial.bytes[trainer],
  }));
  const parts = new EqualParts(weights, { params, bytes, items });
  return workers === 1 ? parts.fewest() : parts.multipleOf(workers);
}

/**
 * What a network takes of a program, in parameters of a dense one. Few parameters may be long to
 * compile, and programs are to end within a minute or so.
 */
function placeOf({ params, effort }: TrialWorkload): number {
  return effort.compile > 1 ? Math.max(params, effort.compile * PARAMS_OF_EFFORT) : params;
}

/** 15 to 20 LeNets are a program, as are 8 networks of 784-100-100-10. */
const PARAMS_OF_EFFORT = 1e4;

/** What compiling a dense network takes, as training FLOP of dense networks: 0.25 s. */
const COMPILE_FLOP = 1e10;

/** A trial's part of compiling its architecture: those of one are next to each other. */
function compileWork(group: readonly TrialWorkload[]): (trial: TrialWorkload) => number {
  const modelOf = ({ trial }: TrialWorkload): string => textOf(trial.configuration.model);
  const counts = new Map<string, number>();
  for (const trial of group) counts.set(modelOf(trial), (counts.get(modelOf(trial)) ?? 0) + 1);
  return (trial) => (trial.effort.compile * COMPILE_FLOP) / (counts.get(modelOf(trial)) ?? 1);
}

function workOf({ flop, steps, effort }: TrialWorkload): number {
  return Number(flop) * effort.flop + OVERHEAD_FLOP * steps;
}

function packedJob(trials: readonly TrialWorkload[], { chooseTrainer }: Packing): PlannedJob {
  return { ...chooseTrainer(trials), trials };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
