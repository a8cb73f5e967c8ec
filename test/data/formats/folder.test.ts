import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { DatasetError } from '../../../src/data/error.js';
import { inspectDataset } from '../../../src/data/inspect.js';
import { idx, writeTinyDataset } from '../idx-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inspect = (set?: string, path = folder) =>
  inspectDataset({ kind: 'folder', path, ...(set === undefined ? {} : { set }) });

function errorOf(run: () => unknown): DatasetError {
  try {
    run();
  } catch (error) {
    if (error instanceof DatasetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The tiny dataset under the names of EMNIST's files. */
function writeSet(prefix: string, { classes = 3, gzip = false, test = 'test' } = {}): void {
  const inner = mkdtempSync(join(folder, '.tmp-'));
  writeTinyDataset(inner, { classes, gzip });
  for (const [part, name] of [
    ['train', 'train'],
    ['t10k', test],
  ]) {
    for (const rest of ['images-idx3-ubyte', 'labels-idx1-ubyte']) {
      const ending = gzip ? `${rest}.gz` : rest;
      renameSync(join(inner, `${part}-${ending}`), join(folder, `${prefix}${name}-${ending}`));
    }
  }
  rmSync(inner, { recursive: true });
}

describe("EMNIST's file names", () => {
  test.each(['letters', 'balanced', 'digits', 'mnist', 'byclass', 'bymerge'])(
    'a folder with %s alone is read, gzipped or not, with its mapping beside it',
    (name) => {
      writeSet(`emnist-${name}-`, { gzip: name !== 'digits' });
      writeFileSync(join(folder, `emnist-${name}-mapping.txt`), '0 48\n');
      expect(inspect()).toMatchObject({ classes: 3, trainImages: 240 });
      expect(inspect(name)).toEqual(inspect());
      expect(inspect(`emnist-${name}`)).toEqual(inspect());
    },
  );

  it('of several sets one is chosen by its name', () => {
    writeSet('emnist-letters-', { classes: 4 });
    writeSet('emnist-digits-', { classes: 2 });
    expect(inspect('letters').classes).toBe(4);
    expect(inspect('digits').classes).toBe(2);
    const several = errorOf(() => inspect());
    expect(several.message).toBe(
      `${folder}: the folder has several sets; got digits, letters; expected the name of one; add set: digits`,
    );
    expect(several.key).toBe('set');
    expect(errorOf(() => inspect('leters'))).toMatchObject({
      key: 'set',
      message: `${folder}: no set of that name; got leters; expected one of digits, letters`,
    });
  });

  it('a set of which only some files are there is no choice beside a whole one', () => {
    writeSet('emnist-letters-', { classes: 4 });
    writeFileSync(join(folder, 'emnist-digits-train-images-idx3-ubyte'), '');
    expect(inspect().classes).toBe(4);
    expect(errorOf(() => inspect('digits'))).toMatchObject({
      key: undefined,
      message:
        `${folder}: no train-labels file; got emnist-digits-train-images-idx3-ubyte; expected ` +
        `emnist-digits-train-labels-idx1-ubyte or emnist-digits-train-labels-idx1-ubyte.gz among the folder's files`,
    });
  });

  it('files without a beginning are read as ever, whatever sets are beside them', () => {
    writeSet('emnist-letters-', { classes: 4 });
    writeTinyDataset(folder, { classes: 2 });
    expect(inspect().classes).toBe(2);
    expect(inspect('letters').classes).toBe(4);
  });

  it('a set is not asked for where files have no beginning', () => {
    writeTinyDataset(folder);
    expect(errorOf(() => inspect('letters')).message).toMatch(
      /no set of that name; got letters; .*; delete set: the files have no prefix/,
    );
  });

  it('t10k is another word for test, with a beginning too', () => {
    writeSet('emnist-digits-', { test: 't10k' });
    expect(inspect().testImages).toBe(60);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeSet('', { test: 'test' });
    expect(inspect().testImages).toBe(60);
  });
});

const FOUR = 'expected four IDX files, plain or .gz: train-images-idx3-ubyte, train-labels';
const RECIPE = 'convert your data to IDX: "Your own data" in docs/spec.md has a recipe';

describe('what is no folder of IDX files', () => {
  test.each([
    ['a CSV', ['train.csv', 'test.csv'], 'CSV (test.csv, train.csv)'],
    ['an .npz', ['mnist.npz'], 'NumPy .npz (mnist.npz)'],
    ['arrays', ['x.npy', 'y.npy'], 'NumPy .npy (x.npy, y.npy)'],
    ['Parquet', ['a.parquet'], 'Parquet (a.parquet)'],
    ['pickles', ['data_batch_1.pkl', 'q.pt'], 'pickle (data_batch_1.pkl, q.pt)'],
    ['a download', ['gzip.zip'], 'a ZIP archive (gzip.zip)'],
    [
      'pictures',
      ['1.png', '2.PNG', '3.jpg', '4.jpeg'],
      'pictures (1.png, 2.PNG, 3.jpg and 1 more)',
    ],
    ['pictures by class', ['cat/1.png', 'dog/1.jpg'], 'image folders (cat, dog)'],
    [
      'pictures by part and class',
      ['train/cat/1.png', 'train/dog/1.jpg', 'test/cat/2.png'],
      'image folders (cat, dog)',
    ],
    ['other things', ['a/b.xyz', 'c.xyz'], 'folders (a), other data (c.xyz)'],
    ['nothing', [], 'an empty folder'],
  ])('%s: says what is there, what is read and what to do', (_, names, found) => {
    for (const name of names) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), 'x');
    }
    const { message, key } = errorOf(() => inspect());
    expect(message.startsWith(`${folder}: no IDX files; got ${found}; ${FOUR}`)).toBe(true);
    expect(message.endsWith(`; ${RECIPE}`)).toBe(true);
    expect(key).toBe('path');
  });

  it('a folder whose files are one or two folders down names that one', () => {
    const within = join(folder, 'MNIST', 'raw');
    mkdirSync(within, { recursive: true });
    writeTinyDataset(within);
    expect(errorOf(() => inspect())).toMatchObject({
      key: 'path',
      message: expect.stringMatching(
        `^${folder}: no IDX files at the top level; got IDX files in ${within}; .*; write path: ${within}$`,
      ) as string,
    });
  });

  test.each([
    ['train.csv', 'a,b\n1,2\n', 'CSV'],
    ['mnist.npz', 'PK\u0003\u0004', 'NumPy .npz'],
    ['a.parquet', 'PAR1', 'Parquet'],
    ['cat.png', '', 'pictures'],
    ['rows', 'label,pixel\n', 'text'],
    ['download', '<!DOCTYPE html>', 'a web page'],
    ['strange', '\u0001\u0002\u0003\u0004', 'other data'],
  ])('the file %s given as the path', (name, content, kind) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    const { message, key } = errorOf(() => inspect(undefined, path));
    expect(message).toContain(`${path}: a file, not a folder; got ${kind}; expected a folder with`);
    expect(message).toContain(RECIPE);
    expect(key).toBe('path');
  });

  it('an IDX file given as the path names its folder', () => {
    writeTinyDataset(folder, { gzip: true });
    const path = join(folder, 'train-images-idx3-ubyte.gz');
    expect(errorOf(() => inspect(undefined, path)).message).toMatch(
      new RegExp(`an IDX file, not its folder; .*; write path: ${folder}$`),
    );
  });
});

describe('an IDX file that holds something else', () => {
  test.each([
    [
      'colour images',
      idx([2, 3, 1, 2], new Array(12).fill(0)),
      'colour images are not supported; got 4 dimensions, [2, 3, 1, 2]; expected an IDX file of unsigned bytes with 3 dimensions (images); convert them to greyscale',
    ],
    [
      'colour images, channels last',
      idx([2, 2, 2, 3], new Array(24).fill(0)),
      'colour images are not supported; got 4 dimensions, [2, 2, 2, 3]',
    ],
    [
      'grey images with a channel',
      idx([2, 1, 2, 2], new Array(8).fill(0)),
      'an extra dimension of size 1; got 4 dimensions, [2, 1, 2, 2]; expected an IDX file of unsigned bytes with 3 dimensions (images); write [count, height, width]',
    ],
    [
      'images in rows',
      idx([2, 4], new Array(8).fill(0)),
      'wrong number of dimensions; got 2; expected an IDX file of unsigned bytes with 3 dimensions (images); write [count, height, width]',
    ],
    ['a picture', Uint8Array.from([0x89, 80, 78, 71, 13, 10]), 'not an IDX file; got pictures'],
    ['a ZIP archive', Uint8Array.from([80, 75, 3, 4]), 'not an IDX file; got a ZIP archive'],
    ['a web page', Buffer.from('<html><body>404'), 'not an IDX file; got a web page'],
    [
      'floats',
      Uint8Array.from([0, 0, 13, 3]),
      'not unsigned bytes; got type 0x0d; expected an IDX file of unsigned bytes with 3 dimensions (images); write them as bytes (type 0x08), 0 to 255',
    ],
  ])('%s', (_, bytes, said) => {
    writeTinyDataset(folder);
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), bytes);
    const { message, key } = errorOf(() => inspect());
    expect(message).toContain(`train-images-idx3-ubyte: `);
    expect(message).toContain(said);
    // Of the file, not of the spec.
    expect(key).toBeUndefined();
  });

  it('labels as rows of ones and zeros', () => {
    writeTinyDataset(folder);
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idx([240, 3], new Array(720).fill(0)));
    expect(errorOf(() => inspect()).message).toMatch(
      /wrong number of dimensions; got 2; .* 1 dimension \(labels\); write one number per image$/,
    );
  });
});
