import { problem } from '../problem.js';
import { expectation } from './expectation.js';

export function dataSetExpected(): string {
  return expectation('a data set', 'write mnist, or {name: idx, path: folder}');
}

/** What to do where a name of a data set is not known. */
export function otherDataSet(): string {
  return 'another data set goes in as {name: idx, path: folder}';
}

/** Of `dataset: idx` alone. */
export function idxNeedsFolder(): string {
  return expectation('the folder of the IDX files too', 'write {name: idx, path: folder}');
}

export function folderExpected(): string {
  return expectation('a folder', 'write path: folder');
}

export function idxNeedsPath(): string {
  return expectation('a path beside name: idx', 'add path: folder');
}

export function pathOnlyOfIdx(): string {
  return expectation('a path only beside name: idx', 'delete it');
}

export function setExpected(): string {
  return expectation("the name of one of the folder's sets", 'write it like set: letters');
}

export function setOnlyOfIdx(): string {
  return expectation('a set only beside name: idx', 'delete it');
}

export function shuffleExpected(): string {
  return expectation('true or false', 'write split: {shuffle: true, seed: 0}');
}

/** Of MNIST, whose split is the same for all that are compared on it. */
export function splitOnlyOfIdx(): string {
  return expectation(
    'a split only beside name: idx: the split of mnist is fixed, and its files are shuffled',
    'delete it',
  );
}

/** Validation leaves fewer training images than `dataset.limit` asks for. */
export function limitBeyondFile(asked: number, there: number): string {
  return moreThanThere('limit', asked, there, 'the training images that validation leaves');
}

export function testBeyondFile(asked: number, there: number): string {
  return moreThanThere('test', asked, there, 'the images of the test file');
}

export function validationTakesAll(validation: number, trainImages: number): string {
  return problem({
    what: 'dataset.validation leaves nothing to train on',
    got: count(validation),
    expected: `fewer than the ${count(trainImages)} images of the training file`,
    advice: 'write a smaller number',
  });
}

export function batchBeyondTraining(batchSize: number, train: number): string {
  return problem({
    what: 'parameters.batch_size is larger than the training set',
    got: count(batchSize),
    expected: `at most ${count(train)}`,
    advice: 'write a smaller number, or give more images',
  });
}

function moreThanThere(key: string, asked: number, there: number, which: string): string {
  return problem({
    what: `dataset.${key} is more than there is`,
    got: count(asked),
    expected: `at most ${count(there)}, ${which}`,
    advice: 'write a smaller number, or leave it out to use all',
  });
}

function count(images: number): string {
  return images.toLocaleString('en');
}
