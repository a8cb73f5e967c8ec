import type { DatasetSplit, SplitPart } from './facts.js';
import { RandomStream } from '../random/stream.js';

/** Labels of the training and the test file, as classes: the index of the output of each image. */
export interface FileLabels {
  readonly training: Uint8Array;
  readonly test: Uint8Array;
}

/**
 * The label of the first output: the smallest one of the training file. EMNIST's letters are 1 to
 * 26, for example; no network needs an output for a label 0 that nothing has.
 */
export function firstLabel(training: Uint8Array): number {
  return training.reduce((smallest, label) => Math.min(smallest, label), 255);
}

/** Labels as outputs count, from 0. No label is below the first one. */
export function asClasses(labels: Uint8Array, first: number): Uint8Array {
  return first === 0 ? labels : labels.map((label) => label - first);
}

/** How many images there are of each value from 0 to 255. */
export function countEach(labels: Iterable<number>): Uint32Array {
  const counts = new Uint32Array(256);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

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

/** Files have orders of their own. */
const STREAMS = { training: 0, test: 1 } as const;
export type ShuffledFile = keyof typeof STREAMS;

/** Of the stream that breaks ties between classes; those below it shuffle the class of that number. */
const TIES = 256;

/**
 * A seeded order of a file's images in which the classes are mixed as evenly as can be: of however
 * many images from the beginning, or from the end, each class has its share, rounded up or down by
 * less than one image. Which images of a class come first is drawn.
 *
 * The classes take turns as the chairmen of Tijdeman's theorem ("The chairman assignment problem",
 * Discrete Mathematics 32, 1980): of those that are owed a turn, the one that can wait the least.
 *
 * @param labels class of each image, 0 to 255.
 * @returns the images' indices.
 */
export function stratifiedOrder(labels: Uint8Array, seed: number, file: ShuffledFile): Uint32Array {
  const classes = shuffledClasses(labels, seed, file);
  const order = new Uint32Array(labels.length);
  const { length: count } = labels;
  // Owed turns are counted in parts of one by the number of images, so that they are whole.
  const least = count / Math.max(2, 2 * classes.length - 2);
  for (let place = 0; place < count; place++) {
    let next = classes[0];
    let shortest = Infinity;
    for (const one of classes) {
      const owed = one.images.length * (place + 1) - one.taken * count;
      const patience = (count - least - owed) / one.images.length;
      if (owed < least || patience >= shortest) continue;
      [next, shortest] = [one, patience];
    }
    if (next === undefined) break;
    order[place] = next.images[next.taken++] ?? 0;
  }
  return order;
}

interface ClassQueue {
  readonly images: Uint32Array;
  taken: number;
}

/** The images of each class that occurs, and the classes themselves, in an order that is drawn. */
function shuffledClasses(labels: Uint8Array, seed: number, file: ShuffledFile): ClassQueue[] {
  const counts = countEach(labels);
  const queues = Array.from(counts, (count): ClassQueue => ({
    images: new Uint32Array(count),
    taken: 0,
  }));
  labels.forEach((label, image) => {
    const queue = queues[label];
    if (queue !== undefined) queue.images[queue.taken++] = image;
  });
  for (const [label, queue] of queues.entries()) {
    queue.taken = 0;
    shuffle(queue.images, new RandomStream(seed, 'split', label, STREAMS[file]));
  }
  const present = queues.filter(({ images }) => images.length > 0);
  shuffle(present, new RandomStream(seed, 'split', TIES, STREAMS[file]));
  return present;
}

/** Fisher and Yates. */
function shuffle<Item>(items: Item[] | Uint32Array, random: RandomStream): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = items[last] as Item;
    (items as Item[])[last] = items[other] as Item;
    (items as Item[])[other] = moved;
  }
}
