import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inspectDataset, inspectLabels } from '../../src/data/inspect.js';
import { loadDataset } from '../../src/data/load.js';
import { writeLabels } from './idx-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-labels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const source = () => ({ kind: 'folder', path: folder }) as const;

/** Labels 1 to 26 and again. */
const LETTERS = Array.from({ length: 78 }, (_, image) => 1 + (image % 26));

it('labels that begin at 1 are as many classes as there are: 26 letters', () => {
  writeLabels(folder, LETTERS, [26, 1, 2]);
  expect(inspectDataset(source())).toMatchObject({ classes: 26, firstLabel: 1 });
  const { sha256 } = inspectDataset(source());
  const loaded = loadDataset(source(), { train: 52, validation: 26, test: 3 }, sha256);
  expect([...loaded.train.labels]).toEqual([...Array(26).keys(), ...Array(26).keys()]);
  expect([...loaded.validation.labels]).toEqual([...Array(26).keys()]);
  expect([...loaded.test.labels]).toEqual([25, 0, 1]);
});

it('a test file without the first label is read by the labels of the training file', () => {
  writeLabels(folder, LETTERS, [2, 3]);
  const { facts, labels } = inspectLabels(source());
  expect(facts).toMatchObject({ classes: 26, firstLabel: 1 });
  expect([...(labels?.test ?? [])]).toEqual([1, 2]);
});

it('labels that begin at 0 have an output for each number to the largest, as ever', () => {
  writeLabels(folder, [0, 5, 9, 0, 5, 9], [9]);
  expect(inspectDataset(source())).toMatchObject({ classes: 10, firstLabel: 0 });
});

it('labels of one byte reach 255', () => {
  writeLabels(folder, [254, 255, 254], [255]);
  expect(inspectDataset(source())).toMatchObject({ classes: 2, firstLabel: 254 });
});

it.each([
  [
    'below the first',
    [1, 2, 3],
    [0, 1],
    'got 0; expected labels from 1 to 3 that occur in the training file',
  ],
  ['above the last', [1, 2, 3], [4], 'got 4; expected labels from 1 to 3'],
  ['in a gap', [0, 5, 9], [5, 4, 3, 7], 'got 3, 4 and 7; expected labels from 0 to 9'],
])('a test label %s is one that nothing was trained for', (_, training, test, said) => {
  writeLabels(folder, training, test);
  expect(() => inspectDataset(source())).toThrow(said);
});

it('one label alone is no choice, whichever it is', () => {
  writeLabels(folder, [7, 7], [7]);
  expect(() => inspectDataset(source())).toThrow('all training labels are 7; expected 2 classes');
});
