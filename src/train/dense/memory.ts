import { freemem } from 'node:os';
import type { DenseTask } from './executor.js';

/** Weights, two moments, the gradient and what an update makes anew, in single precision. */
const BYTES_PER_PARAMETER = 5 * 4;
/** Of each unit and image of a batch: before and after the activation, and its gradient. */
const BYTES_PER_OUTPUT = 3 * 4;
/** Images of an evaluation's batch, where the training's is smaller. */
const EVALUATION_BATCH = 500;

/** Memory that networks take at most while they are trained together, their images included. */
export function bytesNeeded({ networks, batchSize, dataset }: DenseTask): number {
  const [height, width] = dataset.train.imageShape;
  const inputs = height * width;
  let [params, outputs] = [0, 0];
  for (const { units } of networks) {
    units.forEach((columns, layer) => {
      params += ((layer === 0 ? inputs : (units[layer - 1] ?? 0)) + 1) * columns;
      outputs += columns;
    });
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
