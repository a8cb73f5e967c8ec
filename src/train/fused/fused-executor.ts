import * as tf from '@tensorflow/tfjs-core';
import { gatherBatch } from '../../data/batches.js';
import type { LabelledImages } from '../../data/load.js';
import { type DenseNetwork, requireDense } from '../grouped/network.js';
import type { DenseExecutor, DenseTask, Sums } from '../grouped/executor.js';
import {
  type Measure,
  MEASURES,
  TRAINING_MEASURES,
  type TrainingMeasure,
} from '../../quantity/measures.js';
import { recordOf } from '../../quantity/table.js';
import { EVALUATION_BATCH } from '../contract.js';
import { dropoutMask } from '../seeded.js';
import {
  backwardPass,
  type Batch,
  errorsOf,
  type Forward,
  forwardPass,
  fullScore,
  type LayerWeights,
  type MaskOf,
  score,
  together,
} from './passes.js';
import { cut, FusedWeights } from './fused-weights.js';
import { trainGrouped } from '../grouped/train-grouped.js';
import type { Trainer } from '../trainer.js';

type TensorSums = Record<TrainingMeasure, tf.Tensor1D>;

/** Dense networks on tfjs-core's backend. */
export class FusedExecutor implements DenseExecutor {
  readonly #task: DenseTask;
  readonly #networks: readonly DenseNetwork[];
  readonly #weights: FusedWeights;
  #order: Uint32Array = new Uint32Array();
  #before = 0;
  #step = 0;
  #sums: TensorSums;

  constructor(task: DenseTask) {
    this.#task = task;
    this.#networks = task.networks.map(requireDense);
    this.#weights = new FusedWeights(task);
    this.#sums = this.#zeroSums();
  }

  beginEpoch([order]: readonly Uint32Array[], stepsBefore: number): void {
    this.#order = order ?? new Uint32Array();
    this.#before = stepsBefore;
    this.#step = 0;
    tf.dispose(this.#sums);
    this.#sums = this.#zeroSums();
  }

  train(steps: number): Sums & { readonly step: number } {
    const { batchSize, dataset } = this.#task;
    const { count } = dataset.train;
    for (let taken = 0; taken < steps && this.#step * batchSize < count; taken++) {
      const start = this.#step * batchSize;
      tf.tidy(() => this.#takeStep(start, Math.min(batchSize, count - start)));
      this.#step += 1;
    }
    return { ...read(TRAINING_MEASURES, this.#sums), step: this.#step };
  }

  async evaluate(
    part: 'validation' | 'test',
    pause: () => Promise<void>,
  ): Promise<Sums<Measure> & { readonly finite: readonly boolean[] }> {
    const images = this.#task.dataset[part];
    const totals = recordOf(MEASURES, () => new Array<number>(this.#task.trials.length).fill(0));
    for (let start = 0; start < images.count; start += EVALUATION_BATCH) {
      const count = Math.min(EVALUATION_BATCH, images.count - start);
      const sums = tf.tidy(() => {
        const batch = this.#batchOf(images, undefined, start, count);
        const logits = this.#networks.map(
          (network, trial) => forwardPass(network, this.#weights.layersOf(trial), batch).logits,
        );
        return fullScore(together(logits), batch.labels);
      });
      const scores = read(MEASURES, sums);
      tf.dispose(sums);
      for (const name of MEASURES) addTo(totals[name], scores[name]);
      await pause();
    }
    const finite = this.weights().map((arrays) => arrays.every((array) => array.every(isFinite)));
    return { ...totals, finite };
  }

  weights(): readonly (readonly Float32Array[])[] {
    return this.#weights.read();
  }

  dispose(): void {
    this.#weights.dispose();
    tf.dispose(this.#sums);
  }

  #takeStep(start: number, count: number): void {
    const { classes, dataset } = this.#task;
    const networks = this.#networks;
    const step = this.#before + this.#step;
    const batch = this.#batchOf(dataset.train, this.#order, start, count);
    const layers = networks.map((_, trial) => this.#weights.layersOf(trial));
    const forward = networks.map((network, trial) =>
      forwardPass(network, layers[trial] ?? [], batch, this.#masksOf(trial, step, count)),
    );
    const probabilities = tf.softmax(together(forward.map(({ logits }) => logits)));
    const errors = errorsOf(probabilities, batch.labels);
    const gradients = networks.map((network, trial): LayerWeights[] => {
      const own = cut(errors, trial * classes * count, [classes, count]);
      return backwardPass(network, layers[trial] ?? [], batch, forward[trial] as Forward, own);
    });
    this.#weights.update(gradients, step + 1);
    this.#add(score(probabilities, batch.labels));
  }

  #add(sums: TensorSums): void {
    const before = this.#sums;
    this.#sums = recordOf(TRAINING_MEASURES, (name) => tf.keep(tf.add(before[name], sums[name])));
    tf.dispose(before);
  }

  #batchOf(
    images: LabelledImages,
    order: Uint32Array | undefined,
    start: number,
    count: number,
  ): Batch {
    const { classes } = this.#task;
    const size = images.imageShape[0] * images.imageShape[1];
    const pixels = new Float32Array(count * size);
    const labels = new Float32Array(count * classes);
    gatherBatch(images, order, start, count, classes, pixels, labels);
    const x = tf.tensor2d(pixels, [count, size]);
    return {
      x,
      xTransposed: tf.transpose(x),
      labels: tf.tensor3d(labels, [count, 1, classes]),
    };
  }

  #masksOf(trial: number, step: number, images: number): MaskOf {
    const { trials } = this.#task;
    const { units = [], dropout = [], numbers = [] } = this.#networks[trial] ?? {};
    const seed = trials[trial]?.seed ?? 0;
    return (layer) => {
      const [rate, width] = [dropout[layer] ?? 0, units[layer] ?? 0];
      if (rate === 0) return undefined;
      const mask = dropoutMask(seed, numbers[layer] ?? 0, step, [images, width], rate);
      return tf.transpose(tf.tensor2d(mask, [images, width]));
    };
  }

  #zeroSums(): TensorSums {
    const { length } = this.#task.trials;
    return recordOf(TRAINING_MEASURES, () => tf.zeros([length]));
  }
}

function read<Name extends Measure>(
  names: readonly Name[],
  sums: Readonly<Record<Name, tf.Tensor1D>>,
): Sums<Name> {
  return recordOf(names, (name) => sums[name].dataSync());
}

function addTo(totals: number[], more: ArrayLike<number>): void {
  for (let index = 0; index < totals.length; index++) {
    totals[index] = (totals[index] ?? 0) + (more[index] ?? NaN);
  }
}

/** Trains all trials of the job at once on tfjs-core's backend, step by step, without a gradient tape. */
export const trainFused: Trainer = (job, context) =>
  trainGrouped(job, context, (task) =>
    Promise.resolve({ executor: new FusedExecutor(task), compilation: null }),
  );
