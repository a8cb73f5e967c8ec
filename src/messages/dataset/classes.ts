import { problem } from '../problem.js';
import { labelsText } from './labels-text.js';

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
    expected: `about ${expectedText(part, classes)}, as in proportion`,
    advice: SHUFFLE,
  });
}

/** @param classes of which the part has some images, but less than half their share. */
export function classesRare(part: Part, classes: readonly Class[]): string {
  const labels = classes.map(({ label }) => label);
  return problem({
    what: `${partText(part)} has less than half its share of ${classesText(labels)}: the files seem to be sorted by class`,
    got: `${rangeText(classes.map(({ count }) => count))} of the ${sharesText(classes)}`,
    expected: `about ${expectedText(part, classes)}, as in proportion`,
    advice: SHUFFLE,
  });
}

/** Of the whole test file, which no shuffle changes. */
export function classesNotTested(labels: readonly number[]): string {
  return problem({
    what: `the test file lacks ${classesText(labels)}: test accuracy says nothing of ${labels.length === 1 ? 'it' : 'them'}`,
    advice: 'use test files that have every class of the training file',
  });
}

/** Labels between the smallest and the largest that no image has. */
export function outputsWithoutImages(labels: readonly number[]): string {
  const are = labels.length === 1 ? 'its output is' : 'their outputs are';
  return problem({
    what: `no image has the ${labelWord(labels)} ${labelsText(labels)}: ${are} counted, and never the answer`,
    advice: 'number the classes without gaps to leave them out',
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
      return `the test (the first ${some} of ${all} test images)`;
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
