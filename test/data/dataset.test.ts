import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatherBatch } from '../../src/data/batches.js';
import { CATALOG } from '../../src/data/catalog.js';
import { DatasetError } from '../../src/data/error.js';
import { parseIdx } from '../../src/data/formats/idx.js';
import { inspectDataset } from '../../src/data/inspect.js';
import { loadDataset } from '../../src/data/load.js';
import { idx, writeTinyDataset } from './idx-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-dataset-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const source = () => ({ kind: 'folder', path: folder }) as const;

describe('parseIdx', () => {
  it('reads shape and values', () => {
    const file = parseIdx(idx([2, 1, 3], [1, 2, 3, 4, 5, 255]), 3, 'x');
    expect(file.shape).toEqual([2, 1, 3]);
    expect([...file.data]).toEqual([1, 2, 3, 4, 5, 255]);
  });

  it.each([
    ['no IDX file', Uint8Array.from([80, 75, 3, 4]), /not an IDX file/],
    ['an empty file', new Uint8Array(0), /not an IDX file/],
    ['floats', Uint8Array.from([0, 0, 13, 1, 0, 0, 0, 0]), /type 0x0d/],
    [
      'labels for images',
      idx([1], [0]),
      /wrong number of dimensions; got 1; expected .* 3 dimensions/,
    ],
    ['a cut header', Uint8Array.from([0, 0, 8, 3, 0, 0]), /header is truncated/],
    ['cut values', idx([2, 2, 2], [1, 2, 3]), /implies 8 bytes; got 3 bytes/],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => parseIdx(bytes, 3, 'file')).toThrow(message);
  });
});

describe('a folder of IDX files', () => {
  it('tells its own image size and classes, and is the same gzipped', () => {
    writeTinyDataset(folder, { classes: 4 });
    const plain = inspectDataset(source());
    expect(plain).toMatchObject({
      name: 'idx',
      imageShape: [2, 2],
      classes: 4,
      trainImages: 240,
      testImages: 60,
    });
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'sweep-dataset-'));
    writeTinyDataset(folder, { classes: 4, gzip: true });
    expect(inspectDataset(source())).toEqual(plain);
  });

  it('is cut into the first training, the last validation and the first test images', () => {
    writeTinyDataset(folder);
    const { sha256 } = inspectDataset(source());
    const loaded = loadDataset(source(), { train: 100, validation: 40, test: 10 }, sha256);
    expect(loaded.train.count).toBe(100);
    expect([...loaded.train.labels.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
    // Image 200 is the first of the last 40: its label is 200 mod 3.
    expect(loaded.validation.labels[0]).toBe(2);
    expect(loaded.validation.pixels.length).toBe(160);
    expect(loaded.test.count).toBe(10);
  });

  it('is refused when it has changed since the trials were planned', () => {
    writeTinyDataset(folder);
    const { sha256 } = inspectDataset(source());
    writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), idx([60], new Array(60).fill(1)));
    const split = { train: 100, validation: 40, test: 10 };
    expect(() => loadDataset(source(), split, sha256)).toThrow(/changed since/);
  });

  it.each([
    [
      'a missing file',
      () => rmSync(join(folder, 'train-labels-idx1-ubyte')),
      /no train-labels file/,
    ],
    [
      'fewer labels than images',
      () => writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idx([3], [0, 1, 2])),
      /3 labels for 240 images/,
    ],
    [
      'test images of another size',
      () => {
        writeFileSync(
          join(folder, 't10k-images-idx3-ubyte'),
          idx([60, 1, 1], new Array(60).fill(0)),
        );
      },
      /test images differ in size from training images; got 1x1; expected 2x2/,
    ],
    [
      'a test label that no training image has',
      () => writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), idx([60], new Array(60).fill(9))),
      /class that the training labels lack; got 9; expected labels from 0 to/,
    ],
    [
      'damaged gzip',
      () => {
        rmSync(join(folder, 'train-images-idx3-ubyte'));
        writeFileSync(
          join(folder, 'train-images-idx3-ubyte.gz'),
          Uint8Array.from([0x1f, 0x8b, 9, 9]),
        );
      },
      /gzip data is damaged/,
    ],
  ])('is refused with %s', (_what, damage, message) => {
    writeTinyDataset(folder);
    damage();
    expect(() => inspectDataset(source())).toThrow(message);
    expect(() => inspectDataset(source())).toThrow(DatasetError);
  });
});

describe('MNIST', () => {
  it('is what the catalog says, by its digests and its headers', () => {
    const facts = CATALOG['mnist']?.facts;
    expect(facts).toBeDefined();
    const split = { train: 50_000, validation: 10_000, test: 10_000 };
    const loaded = loadDataset({ kind: 'catalog', name: 'mnist' }, split, facts?.sha256 ?? '');
    // The first labels of the training file are known from its description: 5 0 4 1 9.
    expect([...loaded.train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...loaded.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(loaded.train.imageShape).toEqual([28, 28]);
  });
});

describe('gatherBatch', () => {
  it('divides by 255, follows the order and writes one-hot labels', () => {
    const images = {
      count: 3,
      imageShape: [1, 2] as const,
      pixels: Uint8Array.from([0, 255, 51, 102, 1, 2]),
      labels: Uint8Array.from([0, 1, 2]),
    };
    const pixels = new Float32Array(4);
    const labels = new Float32Array(6).fill(9);
    gatherBatch(images, Uint32Array.from([2, 1, 0]), 1, 2, 3, pixels, labels);
    expect([...pixels]).toEqual([51, 102, 0, 255].map((byte) => Math.fround(byte / 255)));
    expect([...labels]).toEqual([0, 1, 0, 1, 0, 0]);
  });
});
