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
