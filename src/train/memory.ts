import { ExplainedError, problem } from '../text/problem.js';
import type { Layer, Network } from '../network/network.js';
import { GATES, type RecurrentCell } from '../layers/recurrent.js';
import type { Shape } from '../layers/shape.js';
import { EVALUATION_BATCH, type Job, TRAINER_NAMES, type TrainerName } from './contract.js';
import { gigabytes } from '../text/values.js';

/**
 * Copies of a network's weights that are there at once, in single precision: weights, two moments,
 * gradients and what the update makes on its way. Largest resident memory of a worker that trained
 * 784-4000-4000-10 with adam, less that of one that trained 784-10-10, by the size of the weights:
 * 8.1, 19.5 and 16.1 (16.4 on wasm).
 */
const COPIES: Readonly<Record<TrainerName, number>> = { compiled: 8, fused: 20, layers: 17 };

/** Of each output and image of a batch: before and after the activation, and its gradient. */
const BYTES_PER_OUTPUT = 3 * 4;

/** What a program lays side by side for a convolution, and its gradient. */
const BYTES_PER_PATCH = 2 * 4;

/** What of a network decides the memory that it takes: elements of all of its weights, outputs and inputs. */
export interface NetworkSizes {
  readonly params: number;
  readonly outputs: number;
  readonly inputs: number;
  /** Of the patches of all convolutions, of each image. */
  readonly patches: number;
}

export function sizesOf({ inputShapes, layers }: Network): NetworkSizes {
  return {
    params: layers.reduce((sum, layer) => sum + Number(layer.params), 0),
    outputs: layers.reduce((sum, layer) => sum + sizeOf(layer.outputShape), 0),
    inputs: inputShapes.reduce((sum, shape) => sum + sizeOf(shape), 0),
    patches: patchesOf(layers).reduce((sum, patches) => sum + patches, 0),
  };
}

/**
 * Elements that each layer makes of an image besides its outputs: the windows of a convolution, or of
 * a pooling that overlap, side by side; of a recurrent layer what its rounds read and put aside.
 */
export function patchesOf(layers: readonly Layer[]): readonly number[] {
  return layers.map(({ config, inputShape, outputShape }) => {
    const { kernel_size, pool_size, strides, cells } = config as {
      readonly kernel_size?: Shape;
      readonly pool_size?: Shape;
      readonly strides?: Shape;
      readonly cells?: readonly RecurrentCell[];
    };
    if (cells !== undefined) {
      const widths = cells.map(({ kind, units }) => COPIES_OF_GATE * GATES[kind] * units);
      return (inputShape[0] ?? 1) * widths.reduce((sum, width) => sum + width, 0);
    }
    const apart = pool_size?.every((size, index) => size === strides?.[index]) ?? false;
    const size = kernel_size ?? (apart ? undefined : pool_size);
    if (size === undefined) return 0;
    return sizeOf(outputShape.slice(0, -1)) * sizeOf(size) * (inputShape.at(-1) ?? 1);
  });
}

/** Of each gate and round: products, the same in the order of rounds, what is put aside, gradients. */
const COPIES_OF_GATE = 5;

/** Memory that a network takes at most while it is trained, without the images, in bytes. */
export function trainingBytes(network: Network, batchSize: number, trainer: TrainerName): number {
  return bytesOf(sizesOf(network), batchSize, trainer);
}

function bytesOf(
  { params, outputs, inputs, patches }: NetworkSizes,
  batchSize: number,
  trainer: TrainerName,
): number {
  const batch = Math.max(batchSize, EVALUATION_BATCH);
  // An evaluation takes fewer images at a time where they would take more than a step's.
  const ofPatches = trainer === 'layers' ? 0 : patches * batchSize * BYTES_PER_PATCH;
  const ofOutputs = batch * (outputs * BYTES_PER_OUTPUT + inputs * 4);
  return params * 4 * COPIES[trainer] + ofOutputs + ofPatches;
}

/** The same with each trainer. */
export function trainingBytesByTrainer(
  sizes: NetworkSizes,
  batchSize: number,
): Readonly<Record<TrainerName, number>> {
  const entries = TRAINER_NAMES.map((name) => [name, bytesOf(sizes, batchSize, name)]);
  return Object.fromEntries(entries) as Record<TrainerName, number>;
}

/**
 * Copies of the images, a byte a pixel: the dataset, and for a program the words that are fed, their
 * tensor and the program's variable.
 */
const IMAGE_COPIES: Readonly<Record<TrainerName, number>> = { compiled: 4, fused: 1, layers: 1 };

/** Memory that a job takes at most, its images included, in bytes. */
export function jobBytes({ trainer, trials, facts, split }: Job): number {
  const each = trials.map(({ network, batch_size }) => trainingBytes(network, batch_size, trainer));
  // The layers trainer has one network at a time.
  const together =
    trainer === 'layers' ? Math.max(...each) : each.reduce((sum, bytes) => sum + bytes, 0);
  const images = split.train + split.validation + split.test;
  return together + IMAGE_COPIES[trainer] * images * sizeOf(facts.imageShape);
}

/** A job that needs more memory than there is; trying again changes nothing. */
export class MemoryError extends ExplainedError {
  override readonly name = 'MemoryError';
  readonly blame = 'input';
}

/** @throws MemoryError that says what to do, where the job needs more than there is. */
export function requireMemory(job: Job, available: number): void {
  const needed = jobBytes(job);
  if (needed <= available) return;
  throw new MemoryError(memoryShort(needed, available, job.trials.length));
}

/** Exact below 2^53, which no memory comes near. */
function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** @param trials of the job; of several, the trainer may hold fewer at once. */
export function memoryShort(needed: number, available: number, trials: number): string {
  return problem({
    what: `training needs about ${gigabytes(needed)} of memory, but only ${gigabytes(available)} are available`,
    advice:
      trials === 1
        ? 'make the network or its batches smaller'
        : 'make the networks smaller, or train fewer at once (run.fuse)',
  });
}
