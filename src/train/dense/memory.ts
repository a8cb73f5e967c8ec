import { freemem } from 'node:os';
import { EVALUATION_BATCH, type DenseTask } from './executor.js';
import { parametersOf } from './network.js';

/**
 * Weights and two moments, once more in the loop that trains them, the gradient and what is fed, in
 * single precision: the most that a trainer was seen to take.
 */
const BYTES_PER_PARAMETER = 8 * 4;
/** Of each unit and image of a batch: before and after the activation, and its gradient. */
const BYTES_PER_OUTPUT = 3 * 4;

/** Memory that networks take at most while they are trained together, their images included. */
export function bytesNeeded({ networks, batchSize, dataset }: DenseTask): number {
  const [height, width] = dataset.train.imageShape;
  const inputs = height * width;
  let [params, outputs] = [0, 0];
  for (const network of networks) {
    params += parametersOf(network, inputs);
    outputs += network.units.reduce((sum, units) => sum + units, 0);
  }
  const images = dataset.train.count + dataset.validation.count + dataset.test.count;
  const batch = Math.max(batchSize, EVALUATION_BATCH);
  return (
    params * BYTES_PER_PARAMETER +
    batch * (outputs * BYTES_PER_OUTPUT + inputs * 4) +
    images * inputs
  );
}

/** WebAssembly's addresses have 32 bits. */
export const WASM_BYTES = 4 * 2 ** 30;

/** Memory that this process may still take, of the machine's or its container's. */
export function bytesAvailable(): number {
  return process.availableMemory?.() ?? freemem();
}

/** @throws an Error that says what to do, where the networks need more than there is. */
export function requireMemory(task: DenseTask, available: number): void {
  const needed = bytesNeeded(task);
  if (needed <= available) return;
  throw new Error(
    `training needs about ${gigabytes(needed)} of memory, and ${gigabytes(available)} are available; ` +
      'make the networks smaller, or train fewer at once (run.fuse, --workers)',
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
