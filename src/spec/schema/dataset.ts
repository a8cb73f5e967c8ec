import { z } from 'zod';
import {
  dataSetExpected,
  folderExpected,
  idxNeedsFolder,
  idxNeedsPath,
  otherDataSet,
  pathOnlyOfIdx,
} from '../../messages/spec/dataset.js';
import { DATASETS } from '../spec.js';
import { custom, mapping, oneOf, whole } from './values.js';

const COUNT = Number.MAX_SAFE_INTEGER;

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
      }).check(({ value, issues }) => {
        if (value.name === 'idx' && value.path === undefined) {
          issues.push(custom(value, idxNeedsPath()));
        }
        if (value.name !== 'idx' && value.path !== undefined) {
          issues.push(custom(value.path, pathOnlyOfIdx(), ['path']));
        }
      }),
    ],
    { error: dataSetExpected() },
  )
  .describe('The images: `mnist`, or a mapping for other data or a part of it.');
