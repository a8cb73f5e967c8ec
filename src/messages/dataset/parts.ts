import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';
import { labelsText } from './labels-text.js';

// Files of one dataset that do not fit each other, or hold too little.

export function sizesDiffer(
  folder: string,
  training: readonly number[],
  test: readonly number[],
): string {
  return problem({
    what: `${folder}: test images are not as large as training images`,
    got: test.join('x'),
    expected: training.join('x'),
  });
}

/** @param range the smallest and the largest label of the training file. */
export function labelsBeyond(
  folder: string,
  strange: readonly number[],
  [first, last]: readonly [number, number],
): string {
  return problem({
    what: `${folder}: the test labels have a class that the training labels have not`,
    got: labelsText(strange),
    expected: `labels from ${first} to ${last} that the training file has too`,
    advice: 'give both files the same classes',
  });
}

export function oneClass(folder: string, label: number): string {
  return problem({
    what: `${folder}: all training labels are ${label}`,
    expected: '2 classes or more',
  });
}

export function otherCount(
  labels: { readonly path: string; readonly count: number },
  images: { readonly path: string; readonly count: number },
): string {
  return problem({
    what: `${labels.path}: the labels are not as many as the images`,
    got: `${labels.count} labels for ${images.count} images in ${images.path}`,
    expected: `${images.count}`,
  });
}

export function noPixels(path: string, shape: readonly number[]): string {
  return problem({
    what: `${path}: it holds no pixels`,
    got: shapeText(shape),
    expected: 'sizes of at least 1',
  });
}

interface Counts {
  readonly training: number;
  readonly test: number;
}

/** @param needed training images are those of validation too. */
export function tooFewImages(folder: string, needed: Counts, held: Counts): string {
  return problem({
    what: `${folder}: the files hold too few images`,
    got: `${held.training} for training and validation, ${held.test} for the test`,
    expected: `${needed.training} and ${needed.test}`,
    advice: 'run the command again',
  });
}
