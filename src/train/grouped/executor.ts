import { inputsOf } from '../../layers/dense.js';
import type { Network } from '../../network/network.js';
import { glorotUniform } from '../../random/weights.js';
import type { NamedWeight } from '../kept-model.js';
import type { LoadedDataset } from '../../data/load.js';
import type { Measure, TrainingMeasure } from '../../quantity/measures.js';
import type { Optimizer } from '../../elementary/optimizers.js';
import type { Compilation, JobTrial } from '../contract.js';
import type { DenseNetwork } from './network.js';

export const IMAGE_PARTS = ['train', 'validation', 'test'] as const;
export type ImagePart = (typeof IMAGE_PARTS)[number];

/** What an executor is made for: dense networks that see the same batches. */
export interface DenseTask {
  readonly networks: readonly DenseNetwork[];
  /** Of the same length: seeds, learning rates and weight decays. */
  readonly trials: readonly Pick<JobTrial, 'seed' | 'learning_rate' | 'weight_decay'>[];
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly classes: number;
  readonly dataset: LoadedDataset;
}

/** Sums over images, by measure and trial; loss in nats. */
export type Sums<Name extends Measure = TrainingMeasure> = Readonly<
  Record<Name, ArrayLike<number>>
>;

/** Networks in some engine, which it trains and evaluates together. */
export interface DenseExecutor {
  /**
   * @param order the training images of the epoch, one after the other.
   * @param stepsBefore steps of the training that are done.
   */
  beginEpoch(order: Uint32Array, stepsBefore: number): void;
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
  /** Each trial's kernels [inputs, units] and biases [units] in turn. */
  weights(): readonly (readonly Float32Array[])[];
  dispose(): void;
}

/** An executor, and how its program is run; null where it has none. */
export interface OpenedExecutor {
  readonly executor: DenseExecutor;
  readonly compilation: Compilation | null;
}

/** Optimizer steps of an epoch, the short last one included. */
export function stepsOfEpoch({ batchSize, dataset }: DenseTask): number {
  return Math.ceil(dataset.train.count / batchSize);
}

/**
 * What a network starts from: kernels [inputs, units], drawn from its seed, and biases [units], 0,
 * in turn.
 *
 * @param inputs pixels of an image.
 */
export function initialWeights(
  { units, numbers }: DenseNetwork,
  inputs: number,
  seed: number,
): Float32Array[] {
  return units.flatMap((columns, layer) => {
    const rows = layer === 0 ? inputs : (units[layer - 1] ?? 0);
    return [glorotUniform(seed, numbers[layer] ?? 0, rows, columns), new Float32Array(columns)];
  });
}

/**
 * The arrays of an executor by TensorFlow.js's names.
 *
 * @param arrays kernels [inputs, units] and biases [units] in turn.
 */
export function denseWeights(network: Network, arrays: readonly Float32Array[]): NamedWeight[] {
  const dense = network.layers.filter((layer) => layer.class === 'Dense');
  return dense.flatMap(({ name, config: { units }, inputShape }, index): NamedWeight[] => [
    {
      name: `${name}/kernel`,
      shape: [inputsOf(inputShape), units],
      values: arrays[2 * index] ?? new Float32Array(),
    },
    { name: `${name}/bias`, shape: [units], values: arrays[2 * index + 1] ?? new Float32Array() },
  ]);
}
