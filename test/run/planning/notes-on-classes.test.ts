import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { loadDataset } from '../../../src/data/load.js';
import { jobPayload } from '../../../src/run/executing/job-message.js';
import { prepareSweep } from '../../../src/run/planning/prepare.js';
import { SpecError } from '../../../src/spec/spec-error.js';
import { writeLabels } from '../../data/idx-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-notes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prepare = (more = '') =>
  prepareSweep(
    `name: a
dataset: { name: idx, path: ${folder}${more} }
parameters: { hidden: [2], batch_size: 4 }
`,
    'a.yaml',
  );

function problemsOf(more = ''): readonly string[] {
  try {
    prepare(more);
  } catch (error) {
    if (error instanceof SpecError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

const sorted = (...sizes: readonly number[]): number[] =>
  sizes.flatMap((size, label) => new Array<number>(size).fill(label));
const mixed = (count: number, classes: number): number[] =>
  Array.from({ length: count }, (_, image) => image % classes);

const SHUFFLE = ', split: { shuffle: true, seed: 0 }';

describe('images sorted by class', () => {
  it('leave classes out of training and validation: an error for each', () => {
    writeLabels(folder, sorted(200, 200, 200), mixed(60, 3));
    // Validation is a sixth, 100 images: all of class 2; training lacks none.
    expect(problemsOf()).toEqual([
      'validation (the last 100 of 600 training images) lacks classes 0 and 1: the files seem to ' +
        'be sorted by class; got 0 of the 200 of each in the file; expected about 33, in ' +
        'proportion; write split: {shuffle: true, seed: 0} beside path',
    ]);
    expect(problemsOf(', validation: 200')).toEqual([
      'training (the first 400 of 600 training images) lacks class 2: the files seem to be sorted ' +
        'by class; got 0 of the 200 in the file; expected about 133, in proportion; write ' +
        'split: {shuffle: true, seed: 0} beside path',
      expect.stringContaining('validation (the last 200 of 600 training images) lacks classes 0'),
    ]);
  });

  it('are an error at the key that says how many of them are taken', () => {
    writeLabels(folder, sorted(200, 200, 200), sorted(100, 100, 100));
    let place: unknown;
    try {
      prepare(', limit: 100, validation: 300, test: 50');
    } catch (error) {
      place = (error as SpecError).problems.map(({ line, column }) => [line, column]);
    }
    const line = `dataset: { name: idx, path: ${folder}, limit: 100, validation: 300, test: 50 }`;
    expect(place).toEqual(['100', '300', '50 '].map((value) => [2, line.indexOf(` ${value}`) + 2]));
  });

  it('are a warning where a part has less than half the share of one', () => {
    // 40 of class 1 among the last 600, where 100 are in proportion.
    const labels = [...sorted(440, 160), ...mixed(80, 2), ...new Array<number>(520).fill(0)];
    writeLabels(folder, labels, mixed(60, 2));
    expect(prepare(', validation: 600').notes).toEqual([
      expect.stringMatching(
        /^a\.yaml:2:\d+: validation \(the last 600 of 1,200 training images\) has less than half its share of class 1: the files seem to be sorted by class; got 40 of the 200 in the file; expected about 100, in proportion; write split: \{shuffle: true, seed: 0\} beside path$/,
      ) as string,
    ]);
    expect(prepare(`, validation: 600${SHUFFLE}`).notes).toEqual([]);
  });

  test.each(['', ', validation: 200', ', limit: 100, validation: 300, test: 50'])(
    'are no matter with a shuffle: %j',
    (more) => {
      writeLabels(folder, sorted(200, 200, 200), sorted(100, 100, 100));
      expect(problemsOf(more)).not.toEqual([]);
      expect(prepare(`${more}${SHUFFLE}`).notes).toEqual([]);
    },
  );

  it('that are few may lack a class by chance', () => {
    writeLabels(folder, mixed(600, 10), mixed(60, 10));
    expect(prepare(', limit: 4, test: 3, validation: 5').notes).toEqual([]);
  });
});

it('a test file that lacks a class for good is a warning: no shuffle of it helps', () => {
  writeLabels(folder, mixed(600, 3), mixed(100, 2));
  expect(prepare().notes).toEqual([
    expect.stringContaining(
      'the test file lacks class 2: test accuracy does not cover it; use test files that',
    ),
  ]);
});

it('labels that begin at 1 are said in one line', () => {
  writeLabels(
    folder,
    mixed(600, 26).map((label) => label + 1),
    [1, 26],
  );
  const { notes, expansion } = prepare();
  expect(notes).toEqual([
    expect.stringMatching(
      /^a\.yaml:2:\d+: labels are 1 to 26: read as 26 classes, output 0 for label 1$/,
    ) as string,
  ]);
  // 1 pixel, 2 hidden, 26 outputs: 1 x 2 + 2 + 2 x 26 + 26.
  expect(expansion.configurations[0]?.costs.params).toBe(82n);
});

it('labels with gaps are said: their outputs count', () => {
  writeLabels(
    folder,
    mixed(600, 3).map((label) => [0, 5, 9][label] ?? 0),
    [5],
  );
  const { notes, expansion } = prepare();
  expect(notes).toEqual([
    expect.stringContaining('no image has the labels 1 to 4 and 6 to 8: their outputs are counted'),
  ]);
  expect(expansion.facts.classes).toBe(10);
});

it('MNIST is never complained of, however few of its images are taken', () => {
  const text = (more: string) =>
    `name: a\ndataset: { name: mnist, ${more} }\nparameters: { hidden: [], batch_size: 1 }\n`;
  for (const more of ['limit: 1', 'limit: 50, test: 1', 'validation: 1']) {
    expect(prepareSweep(text(more), 'a.yaml').notes).toEqual([]);
  }
});

describe('a job', () => {
  /** Pixels say which image of its file each one is. */
  const loadedBy = (more: string) => {
    const prepared = prepare(more);
    const job = { trials: [], trainer: 'layers', compile: 'graph' } as unknown as Parameters<
      typeof jobPayload
    >[1];
    // As it arrives in another process.
    const sent = JSON.parse(JSON.stringify(jobPayload(prepared, job, [], 'cpu'))) as ReturnType<
      typeof jobPayload
    >;
    return loadDataset(sent.dataset, sent.split, sent.facts.sha256);
  };

  it('has its worker train on the images that were planned, shuffled class by class', () => {
    writeLabels(folder, sorted(80, 80, 80), sorted(20, 20, 20));
    const counts = (labels: Uint8Array) =>
      [0, 1, 2].map((one) => labels.filter((label) => label === one).length);
    const { train, validation, test } = loadedBy(`, validation: 60, limit: 90, test: 30${SHUFFLE}`);
    expect([train, validation, test].map(({ labels }) => counts(labels))).toEqual([
      [30, 30, 30],
      [20, 20, 20],
      [10, 10, 10],
    ]);
    // Each image has its own label still, and none is in both.
    const images = [...train.pixels, ...validation.pixels];
    expect(new Set(images).size).toBe(150);
    const labels = [...train.labels, ...validation.labels];
    expect(labels).toEqual(images.map((image) => Math.floor(image / 80)));
    expect([...test.labels]).toEqual([...test.pixels].map((image) => Math.floor(image / 20)));
  });

  it('of another seed has other images; of a larger limit the same ones and more', () => {
    writeLabels(folder, sorted(80, 80, 80), sorted(20, 20, 20));
    const of = (limit: number, seed: number) => {
      const more = `, validation: 60, limit: ${limit}, split: { shuffle: true, seed: ${seed} }`;
      const { train, validation } = loadedBy(more);
      return { train: [...train.pixels], validation: [...validation.pixels].sort() };
    };
    expect(of(90, 0)).toEqual(of(90, 0));
    expect(of(90, 1).validation).not.toEqual(of(90, 0).validation);
    expect(of(120, 0).validation).toEqual(of(90, 0).validation);
    expect(of(120, 0).train.slice(0, 90)).toEqual(of(90, 0).train);
  });

  it('leaves the test file as it is where all of it is taken', () => {
    writeLabels(folder, sorted(80, 80, 80), sorted(20, 20, 20));
    expect([...loadedBy(`${SHUFFLE}`).test.pixels]).toEqual([...Array(60).keys()]);
  });
});
