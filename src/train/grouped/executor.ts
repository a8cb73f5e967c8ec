import type { Network } from '../../network/network.js';
import type { LoadedDataset } from '../../data/load.js';
import type { Measure, TrainingMeasure } from '../../quantity/measures.js';
import type { Optimizer } from '../../elementary/optimizers.js';
import type { Compilation, JobTrial } from '../contract.js';

export const IMAGE_PARTS = ['train', 'validation', 'test'] as const;
export type ImagePart = (typeof IMAGE_PARTS)[number];

/** What an executor is made for: networks that are trained side by side. */
export interface GroupTask {
  readonly networks: readonly Network[];
  /** Of the same length: seeds, learning rates and weight decays. */
  readonly trials: readonly Pick<JobTrial, 'seed' | 'learning_rate' | 'weight_decay'>[];
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly classes: number;
  readonly dataset: LoadedDataset;
  /** By trial, which of an epoch's orders of the images it follows; the first unless given. */
  readonly orderOf?: readonly number[];
  /** Images that each trial is evaluated on in all: none, unless given. */
  readonly evaluated?: number;
  /** By trial, weights to begin with, in the order of its network's; those of its seed unless given. */
  readonly weights?: readonly (readonly Float32Array[])[];
}

/** Sums over images, by measure and trial; loss in nats. */
export type Sums<Name extends Measure = TrainingMeasure> = Readonly<
  Record<Name, ArrayLike<number>>
>;

/** Networks in some engine, which it trains and evaluates together. */
export interface GroupExecutor {
  /**
   * @param orders the training images of the epoch, one after the other: see `orderOf`.
   * @param stepsBefore steps of the training that are done.
   */
  beginEpoch(orders: readonly Uint32Array[], stepsBefore: number): void;
  /**
   * Takes so many further steps of the epoch, or what is left of them; blocks meanwhile.
   *
   * @returns the steps done in this epoch, and its sums so far.
   */
  train(steps: number): Sums & { readonly step: number };
  /**
   * @param pause awaited now and then, so that the process stays responsive.
   * @returns also, by trial, whether every weight is finite.
   */
  evaluate(
    part: 'validation' | 'test',
    pause: () => Promise<void>,
  ): Promise<Sums<Measure> & { readonly finite: readonly boolean[] }>;
  /** Each trial's arrays, in the order of its network's weights. */
  weights(): readonly (readonly Float32Array[])[];
  dispose(): void;
}

/** An executor, and how its program is run; null where it has none. */
export interface OpenedExecutor {
  readonly executor: GroupExecutor;
  readonly compilation: Compilation | null;
}

/** Optimizer steps of an epoch, the short last one included. */
export function stepsOfEpoch({ batchSize, dataset }: GroupTask): number {
  return Math.ceil(dataset.train.count / batchSize);
}
