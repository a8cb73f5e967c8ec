import { z } from 'zod';
import {
  dataSetExpected,
  folderExpected,
  idxNeedsFolder,
  idxNeedsPath,
  otherDataSet,
  pathOnlyOfIdx,
  setExpected,
  setOnlyOfIdx,
  shuffleExpected,
  splitOnlyOfIdx,
} from '../../messages/spec/dataset.js';
import { DATASETS } from '../spec.js';
import { custom, mapping, oneOf, whole } from './values.js';

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
            'Which of several sets in the folder, as `letters` of EMNIST; for `name: idx`.',
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
            .describe('Whether images are shuffled, class by class, before they are split.'),
          seed: whole(0, SEED).default(0).describe('Of the shuffle; 0 unless given.'),
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
  .describe('The images: `mnist`, or a mapping for other data or a part of it.');
