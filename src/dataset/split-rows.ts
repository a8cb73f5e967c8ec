import type { DatasetSplit, SplitPart } from './facts.js';
import type { FileLabels } from './labels.js';
import { stratifiedOrder } from './stratified-order.js';

/** Images `start` to `start + count` of a file, or of the order that a shuffle gives it. */
export interface PartRows {
  /** Null for the order in which the file has them. */
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly count: number;
}

/**
 * Which images each part has: training is the first `split.train` of the training file, validation
 * its last `split.validation`, test the first `split.test` of the test file. With a seed each file is
 * shuffled before, the test file where only some of it is used; no image goes from one to the other.
 */
export function splitRows(
  { training, test }: FileLabels,
  { shuffleSeed, ...split }: DatasetSplit,
): Readonly<Record<SplitPart, PartRows>> {
  const isShuffled = shuffleSeed !== undefined;
  const order = isShuffled ? stratifiedOrder(training, shuffleSeed, 'training') : null;
  const testOrder =
    isShuffled && split.test < test.length ? stratifiedOrder(test, shuffleSeed, 'test') : null;
  const { length } = training;
  return {
    train: { order, start: 0, count: split.train },
    validation: { order, start: length - split.validation, count: split.validation },
    test: { order: testOrder, start: 0, count: split.test },
  };
}

/** The values of a part, one for each of its images. */
export function takeRows(values: Uint8Array, rows: PartRows, size = 1): Uint8Array {
  const { order, start, count } = rows;
  if (order === null) return values.subarray(start * size, (start + count) * size);
  const taken = new Uint8Array(count * size);
  for (let row = 0; row < count; row++) {
    const image = order[start + row] ?? 0;
    taken.set(values.subarray(image * size, (image + 1) * size), row * size);
  }
  return taken;
}
