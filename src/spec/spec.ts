import type { Overrides, TrainingConvention } from '../flops/conventions.js';
import type { Objective } from '../trial/objective.js';
import type { Constraint } from './constraint/constraint.js';
import type { Path, Position } from './spec-error.js';
import type { Search } from './search/space.js';

/** Names of datasets that a spec may give; `idx` is a folder of IDX files. */
export const DATASETS = ['mnist', 'idx'] as const;
export type DatasetName = (typeof DATASETS)[number];

export const ORDERS = ['cheapest-first', 'given', 'expensive-first'] as const;
export type Order = (typeof ORDERS)[number];

/** Whose models a run keeps: of the front's configurations, of every trial that completes, or of none. */
export const SAVES = ['front', 'all', 'none'] as const;
export type SaveChoice = (typeof SAVES)[number];

/** Which images are trained on; null is the dataset's own number. */
export interface DatasetChoice {
  readonly name: DatasetName;
  /** Folder of the IDX files, as written; null for a dataset that has a name. */
  readonly path: string | null;
  /** Which of several sets in the folder: `letters` of EMNIST's; null for the only one. */
  readonly set: string | null;
  /** Images taken from the end of the training file. */
  readonly validation: number | null;
  /** Train on the first `limit` of the images before the validation ones. */
  readonly limit: number | null;
  /** Test on the first `test` of the test images. */
  readonly test: number | null;
  /** Of the stratified shuffle before images are taken; null where they stay as the files have them. */
  readonly shuffleSeed: number | null;
}

export interface RunChoice {
  readonly order: Order;
  readonly workers: number | 'auto';
  readonly device: 'auto' | 'cpu' | 'gpu';
  /** Ids as CUDA takes them. */
  readonly gpus: 'auto' | readonly string[];
  /** Per trial: a job of several has as many times as long. Null is no limit. */
  readonly timeoutSeconds: number | null;
  /** Further attempts after a failed one. */
  readonly retries: number;
  /** Trials of a compiled program at most; `auto` as many as pay. */
  readonly fuse: 'auto' | 'off' | number;
  readonly save: SaveChoice;
}

/** A spec that was read and found valid, every default written out. */
export interface Spec {
  readonly name: string;
  /** Path for messages, as it was given. */
  readonly file: string;
  readonly text: string;
  readonly dataset: DatasetChoice;
  readonly search: Search;
  readonly seeds: readonly number[];
  readonly data_seed: number | null;
  readonly constraints: readonly Constraint[];
  readonly flops: { readonly convention: TrainingConvention; readonly coefficients: Overrides };
  readonly objectives: readonly Objective[];
  readonly run: RunChoice;
  /** Where each value stands, by its keys and indices joined with dots. */
  readonly positions: Readonly<Record<string, Position>>;
}

/** Where the value stands, or the nearest thing around it that is in the text. */
export function positionOf(spec: Spec, path: Path): Position {
  for (let length = path.length; length > 0; length -= 1) {
    const position = spec.positions[path.slice(0, length).join('.')];
    if (position !== undefined) return position;
  }
  return { line: 1, column: 1 };
}
