import { type Cost, COSTS, type Count } from '../quantity/costs.js';
import { CONFIGURATION_COLUMNS, type ConfigurationColumns } from '../quantity/hyperparameters.js';
import { type Metric, RESULT_COLUMNS, type TestMetric } from '../quantity/metrics.js';
import type { Objective } from './objective.js';
import type { Status } from './trial.js';

const SHUFFLED = ' shuffled by seed ';

/**
 * A dataset as the database and pages name it: `mnist`, `idx`, `idx shuffled by seed 0`.
 *
 * @param shuffleSeed of the shuffle before its split; undefined where images stay as they are.
 */
export function datasetName(name: string, shuffleSeed: number | undefined): string {
  return shuffleSeed === undefined ? name : `${name}${SHUFFLED}${shuffleSeed}`;
}

/** What of a dataset's name says which of its images a part has; empty for the files' own order. */
export function shuffleOf(name: string): string {
  const start = name.lastIndexOf(SHUFFLED);
  return start === -1 ? '' : name.slice(start + 1);
}

/** What a configuration is and costs; FLOPs are under the sweep's convention. */
export type CostedConfiguration = ConfigurationColumns & Readonly<Record<Cost, Count>>;

/** The names of these columns, in the order of the views. */
export const COSTED_COLUMNS = [...CONFIGURATION_COLUMNS, ...COSTS] as const;

/** What training a trial gave; null is not known yet. */
export type Results = Readonly<Record<Metric | TestMetric, number | null>>;

/** A row of the `trials` view. Fields not known yet are null; times are ISO-8601 in UTC. */
export interface TrialRecord extends CostedConfiguration, Results {
  readonly sweep: string;
  readonly trial: string;
  readonly configuration: string;
  readonly seed: number;
  readonly status: Status;
  readonly convention: string;
  /** Of the job: counted training FLOP / train seconds. */
  readonly flops_per_second: number | null;
  /** flops_per_second over the matrix peak that the job's worker measured. */
  readonly peak_share: number | null;
  readonly engine: string | null;
  readonly engine_version: string | null;
  readonly trainer: string | null;
  /** `xla` or `graph`: how a compiled program was run; null for other trainers. */
  readonly compilation: string | null;
  readonly device: string | null;
  readonly host: string | null;
  /** Version of this program that trained it, and the commit of its spec's folder then. */
  readonly version: string | null;
  readonly git_commit: string | null;
  readonly attempts: number;
  readonly started: string | null;
  readonly finished: string | null;
  /** Where its model is kept: path of model.json, from the database's folder. */
  readonly model: string | null;
  readonly error: string | null;
}

/** What configurations are compared, chosen and named by; no more of a row is needed for that. */
export const COMPARED_COLUMNS = [
  'sweep',
  'trial',
  'configuration',
  ...CONFIGURATION_COLUMNS,
  'seed',
  'status',
  ...COSTS,
  'convention',
  ...RESULT_COLUMNS,
  'model',
] as const satisfies readonly (keyof TrialRecord)[];
export type ComparedTrial = Pick<TrialRecord, (typeof COMPARED_COLUMNS)[number]>;

/** A row of the `epochs` view; values are null where somebody took them out. */
export interface EpochRecord extends Readonly<Record<Metric, number | null>> {
  readonly sweep: string;
  readonly trial: string;
  readonly configuration: string;
  readonly hidden: string;
  readonly seed: number;
  readonly epoch: number;
}

/** A row of the `jobs` table: what one worker trained in one go. */
export interface JobRecord {
  readonly job: number;
  readonly trials: number;
  readonly engine: string | null;
  readonly engine_version: string | null;
  /** What the engine computes with: `TensorFlow 2.9.1`. */
  readonly library: string | null;
  readonly trainer: string;
  readonly device: string | null;
  readonly device_name: string | null;
  readonly threads: number | null;
  readonly load_seconds: number | null;
  readonly compile_seconds: number | null;
  readonly train_seconds: number | null;
  readonly evaluate_seconds: number | null;
  /** Counted training FLOP of the job's trials. */
  readonly flop: Count | null;
  readonly flops_per_second: number | null;
  /** Of a product of large matrices in the job's worker: what flops_per_second could be at most. */
  readonly peak_flops_per_second: number | null;
  /** `xla` or `graph`: how a compiled program was run; null for other trainers. */
  readonly compilation: string | null;
  readonly host: string;
  readonly pid: number;
  /** Version of this program, and the commit of the spec's folder, when the job ran. */
  readonly version: string;
  readonly git_commit: string | null;
  readonly started: string;
  readonly finished: string | null;
  readonly status: Status;
}

/** A row of the `attempts` table: one try of a trial. */
export interface AttemptRecord {
  readonly trial: string;
  readonly attempt: number;
  readonly job: number;
  readonly status: Status;
  readonly error: string | null;
  /** Last lines that the worker printed. */
  readonly log: string | null;
  readonly started: string;
  readonly finished: string | null;
}

/** A row of the `latencies` view: a kept model's forward pass, per image. */
export interface LatencyRecord {
  readonly sweep: string;
  readonly configuration: string;
  readonly hidden: string;
  readonly trial: string;
  readonly seed: number;
  readonly flops: Count;
  readonly params: Count;
  readonly val_accuracy: number | null;
  /** Images at once. */
  readonly batch: number;
  /** Milliseconds per image: the median of the runs, and its quartiles. */
  readonly median_ms: number;
  readonly lower_quartile_ms: number;
  readonly upper_quartile_ms: number;
  readonly runs: number;
  /** The most resident memory that the measuring process held for it, library included. */
  readonly peak_memory_bytes: Count;
  readonly engine: string;
  readonly engine_version: string;
  readonly library: string;
  readonly device: string;
  readonly device_name: string | null;
  readonly threads: number | null;
  readonly host: string;
  readonly version: string;
  /** When, ISO-8601 in UTC. */
  readonly measured: string;
}

/** A sweep as stored, with what its report has to say about it. */
export interface SweepRecord {
  readonly sweep: string;
  readonly dataset: string;
  readonly dataset_sha256: string;
  readonly train_images: number;
  readonly validation_images: number;
  readonly test_images: number;
  readonly convention: string;
  readonly objectives: readonly Objective[];
  /** Path and text of the spec as last run. */
  readonly spec_path: string;
  readonly spec_text: string;
  /** Version of this program that last ran it. */
  readonly version: string;
  readonly git_commit: string | null;
  readonly created: string;
  readonly updated: string;
}
