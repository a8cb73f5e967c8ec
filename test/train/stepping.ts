import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { gatherBatch } from '../../src/data/batches.js';
import type { ActivationFunction } from '../../src/elementary/activations.js';
import { mlpNetwork } from '../../src/network/mlp.js';
import type { JobTrial } from '../../src/train/contract.js';
import { buildModel, disposeModel } from '../../src/train/eager/build-model.js';
import type { Optimizer } from '../../src/elementary/optimizers.js';
import { syntheticImages } from './batches-for-test.js';

export const BATCH = 32;
export const images = syntheticImages(BATCH * 50, 7);

interface Rest {
  readonly activation: ActivationFunction;
  readonly weight_decay: number;
  readonly dropout: number;
}

export function trialOf(
  hidden: readonly number[],
  optimizer: Optimizer,
  learning_rate: number,
  { activation = 'relu', weight_decay = 0, dropout = 0 }: Partial<Rest> = {},
): JobTrial {
  return {
    trial: 't',
    network: mlpNetwork({ hidden, activation, dropout }, [28, 28], 10),
    seed: 11,
    order_seed: 11,
    optimizer,
    learning_rate,
    weight_decay,
    batch_size: BATCH,
    epochs: 1,
    share: 1,
  };
}

/** Kernels and biases in turn, copied out of the engine. */
export function weightsOf(model: LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
}

export async function step(model: LayersModel, batch: number): Promise<number[]> {
  const pixels = new Float32Array(BATCH * 784);
  const labels = new Float32Array(BATCH * 10);
  gatherBatch(images, undefined, batch * BATCH, BATCH, 10, pixels, labels);
  const x = tf.tensor(pixels, [BATCH, 28, 28]);
  const y = tf.tensor2d(labels, [BATCH, 10]);
  const result = (await model.trainOnBatch(x, y)) as number[];
  tf.dispose([x, y]);
  return result;
}

/** norm(a - b) / norm(b). */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let index = 0; index < b.length; index++) {
    difference += ((a[index] as number) - (b[index] as number)) ** 2;
    norm += (b[index] as number) ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** Kernels and biases of 784-50-50-10 after 50 steps of Adam on a backend. */
export async function weightsAfterFiftySteps(backend: string): Promise<Float32Array[]> {
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  const model = await buildModel(trialOf([50, 50], 'adam', 0.001));
  for (let batch = 0; batch < 50; batch++) await step(model, batch);
  const weights = weightsOf(model);
  disposeModel(model);
  return weights;
}

/** Two engines' kernels of that network: as near as single precision allows, and not the same. */
export function expectAgreement(a: readonly Float32Array[], b: readonly Float32Array[]): void {
  expect([a.length, b.length]).toEqual([6, 6]);
  for (const kernel of [0, 2, 4]) {
    const difference = relativeDifference(a[kernel] as Float32Array, b[kernel] as Float32Array);
    expect(difference).toBeLessThanOrEqual(1e-5);
    // Two engines that agree to the last bit would be one engine.
    expect(difference).toBeGreaterThan(0);
  }
}
