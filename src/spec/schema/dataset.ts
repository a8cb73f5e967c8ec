import { z } from 'zod';
import { DATASETS } from '../spec.js';
import { custom, mapping, oneOf, whole } from './values.js';
import { problem } from '../../text/problem.js';
import { expectation } from '../words/messages.js';

const COUNT = Number.MAX_SAFE_INTEGER;

/** Seeds of the spec are all of 32 bits. */
const SEED = 2 ** 32 - 1;

/** Keys of the data of others, and what is expected where another dataset has them. */
const ONLY_OF_IDX = {
  path: pathOnlyOfIdx(),
  set: setOnlyOfIdx(),
  split: splitOnlyOfIdx(),
} as const;

const datasetName = oneOf(DATASETS, otherDataSet());
/** Which images: a name, or a mapping for other data or a part of it. */
export const DATASET = z
  .union(
    [
      datasetName.refine((name) => name !== 'idx', { error: idxNeedsFolder() }),
      mapping({
        name: datasetName,
        path: z
          .string({ error: folderExpected() })
          .min(1, { error: folderExpected() })
          .optional()
          .describe('Folder with the four IDX files, plain or gzipped; for `name: idx`.'),
        set: z
          .string({ error: setExpected() })
          .min(1, { error: setExpected() })
          .optional()
          .describe(
            'Which set, if the folder holds several, such as `letters` for EMNIST; for `name: idx`.',
          ),
        validation: whole(1, COUNT)
          .optional()
          .describe(
            'Images taken from the end of the training file for validation; 10,000 if the file ' +
              'has 20,000 or more, else a sixth of it.',
          ),
        limit: whole(1, COUNT)
          .optional()
          .describe('Train on the first `limit` images only; validation stays the same.'),
        test: whole(1, COUNT).optional().describe('Test on the first `test` test images only.'),
        split: mapping({
          shuffle: z
            .boolean({ error: shuffleExpected() })
            .describe('Whether images are shuffled, stratified by class, before the split.'),
          seed: whole(0, SEED).default(0).describe('Random seed of the shuffle; default 0.'),
        })
          .optional()
          .describe(
            'Shuffles the images before the split, so that each part has its share of every class: ' +
              '`{shuffle: true, seed: 0}`; for `name: idx`.',
          ),
      }).check(({ value, issues }) => {
        if (value.name === 'idx' && value.path === undefined) {
          issues.push(custom(value, idxNeedsPath()));
        }
        for (const [key, expectation] of Object.entries(ONLY_OF_IDX)) {
          if (value.name === 'idx' || !(key in value)) continue;
          issues.push(custom(value[key as keyof typeof ONLY_OF_IDX], expectation, [key]));
        }
      }),
    ],
    { error: dataSetExpected() },
  )
  .describe('The images: `mnist`, or a mapping for other data or a subset.');

export function dataSetExpected(): string {
  return expectation('a dataset', 'write mnist, or {name: idx, path: folder}');
}

/** What to do where a name of a data set is not known. */
export function otherDataSet(): string {
  return 'for another dataset write {name: idx, path: folder}';
}

/** Of `dataset: idx` alone. */
export function idxNeedsFolder(): string {
  return expectation('the folder of the IDX files as well', 'write {name: idx, path: folder}');
}

export function folderExpected(): string {
  return expectation('a folder', 'write path: folder');
}

export function idxNeedsPath(): string {
  return expectation('a path with name: idx', 'add path: folder');
}

export function pathOnlyOfIdx(): string {
  return expectation('a path only with name: idx', 'delete it');
}

export function setExpected(): string {
  return expectation("the name of one of the folder's sets", 'for example set: letters');
}

export function setOnlyOfIdx(): string {
  return expectation('a set only with name: idx', 'delete it');
}

export function shuffleExpected(): string {
  return expectation('true or false', 'write split: {shuffle: true, seed: 0}');
}

/** Of MNIST, whose split is the same for all that are compared on it. */
export function splitOnlyOfIdx(): string {
  return expectation(
    'a split only with name: idx: the split of mnist is fixed, and its files are shuffled',
    'delete it',
  );
}

/** Validation leaves fewer training images than `dataset.limit` asks for. */
export function limitBeyondFile(asked: number, there: number): string {
  return moreThanThere('limit', asked, there, 'the training images left by validation');
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
    advice: 'write a smaller number, or use more images',
  });
}

function moreThanThere(key: string, asked: number, there: number, which: string): string {
  return problem({
    what: `dataset.${key} exceeds the dataset`,
    got: count(asked),
    expected: `at most ${count(there)}, ${which}`,
    advice: 'write a smaller number, or omit it to use all',
  });
}

function count(images: number): string {
  return images.toLocaleString('en');
}
