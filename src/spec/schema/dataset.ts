import { z } from 'zod';
import { DATASETS } from '../spec.js';
import { custom, expectation, mapping, oneOf, whole } from './values.js';

const COUNT = Number.MAX_SAFE_INTEGER;

const datasetName = oneOf(DATASETS, 'another data set goes in as {name: idx, path: folder}');
/** Which images: a name, or a mapping for other data or a part of it. */
export const DATASET = z
  .union(
    [
      datasetName.refine((name) => name !== 'idx', {
        error: expectation('the folder of the IDX files too', 'write {name: idx, path: folder}'),
      }),
      mapping({
        name: datasetName,
        path: z
          .string({ error: expectation('a folder') })
          .min(1, { error: expectation('a folder') })
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
          issues.push(custom(value, 'a path beside name: idx', 'add path: folder'));
        }
        if (value.name !== 'idx' && value.path !== undefined) {
          issues.push(custom(value.path, 'a path only beside name: idx', 'delete it', ['path']));
        }
      }),
    ],
    { error: expectation('a data set', 'write mnist, or {name: idx, path: folder}') },
  )
  .describe('The images: `mnist`, or a mapping for other data or a part of it.');
