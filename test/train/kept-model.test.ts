import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DatasetFacts } from '../../src/data/facts.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { layersTopology } from '../../src/network/layer-language.js';
import { mlpNetwork } from '../../src/network/mlp.js';
import { namedWeights } from '../../src/train/grouped/view.js';
import { writeKeptModel } from '../../src/train/kept-model.js';
import { trialOf } from './stepping.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const facts: DatasetFacts = {
  name: 'mnist',
  imageShape: [2, 2],
  classes: 2,
  firstLabel: 0,
  sha256: 'f00d',
  trainImages: 1,
  testImages: 1,
};
const job = { facts, split: { train: 1, validation: 0, test: 1 } };
const trial = {
  ...trialOf([], 'adam', 0.001),
  trial: '0123456789abcdef',
  network: mlpNetwork({ hidden: [1], activation: 'relu' }, [2, 2], 2),
};
const arrays = [
  Float32Array.of(1, 2, 3, 4),
  Float32Array.of(5),
  Float32Array.of(6, 7),
  Float32Array.of(8, -0.5),
];
const weights = namedWeights(trial.network, arrays);
const place = () => ({ folder, database: 'sweep.db' });

test('weights lie one after the other in the order of the manifest, little endian', () => {
  writeKeptModel(place(), trial, job, weights);
  const bytes = readFileSync(join(folder, trial.trial, 'weights.bin'));
  const numbers = Array.from({ length: bytes.length / 4 }, (_, index) =>
    bytes.readFloatLE(4 * index),
  );
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, -0.5]);
  const json = JSON.parse(readFileSync(join(folder, trial.trial, 'model.json'), 'utf8')) as {
    weightsManifest: [{ paths: string[]; weights: { shape: number[]; dtype: string }[] }];
    format: string;
  };
  const [{ paths, weights: listed }] = json.weightsManifest;
  expect([json.format, paths]).toEqual(['layers-model', ['weights.bin']]);
  expect(listed.map(({ shape }) => shape)).toEqual([[4, 1], [1], [1, 2], [2]]);
  expect(new Set(listed.map(({ dtype }) => dtype))).toEqual(new Set(['float32']));
});

test('what fails on the way leaves the model that was there, and no half one', () => {
  const broken = {
    ...facts,
    get sha256(): string {
      throw new Error('out of breath');
    },
  };
  expect(() => writeKeptModel(place(), trial, { ...job, facts: broken }, weights)).toThrow(
    /a trained model cannot be kept in .*; got out of breath; check space/,
  );
  expect(existsSync(join(folder, trial.trial))).toBe(false);
  writeKeptModel(place(), trial, job, weights);
  const before = readFileSync(join(folder, trial.trial, 'weights.bin'));
  const others = namedWeights(
    trial.network,
    arrays.map((array) => array.map((value) => 2 * value)),
  );
  expect(() => writeKeptModel(place(), trial, { ...job, facts: broken }, others)).toThrow();
  expect(readFileSync(join(folder, trial.trial, 'weights.bin'))).toEqual(before);
});

test('a later attempt replaces it, whatever a killed one has left', () => {
  writeKeptModel(place(), trial, job, weights);
  writeFileSync(join(folder, trial.trial, 'left'), '');
  writeKeptModel(place(), trial, job, weights);
  expect(readdirSync(folder)).toEqual([trial.trial]);
  expect(readdirSync(join(folder, trial.trial)).sort()).toEqual(['model.json', 'weights.bin']);
});

test.each([
  [['embedding', 'flatten'], 'pixels 0 to 255'],
  [['dense', 'flatten'], 'pixels / 255'],
])('a model that begins with %j says what it reads', (names, input) => {
  const settings = { embedding: { output_dim: 1 }, dense: { units: 1 }, flatten: {} };
  const entries = names.map((layer) => ({
    layer,
    settings: settings[layer as keyof typeof settings],
  }));
  const network = networkFromTopology(layersTopology(entries, [2, 2], 2));
  writeKeptModel(place(), { ...trial, network }, job, []);
  const json = JSON.parse(readFileSync(join(folder, trial.trial, 'model.json'), 'utf8')) as {
    userDefinedMetadata: object;
  };
  expect(json.userDefinedMetadata).toMatchObject({ trial: trial.trial, input });
});

test('a model names the label of each of its outputs, and the images it was trained on', () => {
  const split = { train: 5, validation: 2, test: 3 };
  const metadata = (shuffleSeed?: number): object => {
    const shuffled = shuffleSeed === undefined ? split : { ...split, shuffleSeed };
    const letters = { facts: { ...facts, firstLabel: 1, classes: 26 }, split: shuffled };
    writeKeptModel(place(), trial, letters, weights);
    const json = JSON.parse(readFileSync(join(folder, trial.trial, 'model.json'), 'utf8')) as {
      userDefinedMetadata: object;
    };
    return json.userDefinedMetadata;
  };
  const images = { train_images: 5, validation_images: 2, test_images: 3 };
  expect(metadata()).toMatchObject({
    labels: Array.from({ length: 26 }, (_, output) => output + 1),
    split: { ...images, shuffle_seed: null },
  });
  expect(metadata(7)).toMatchObject({ split: { ...images, shuffle_seed: 7 } });
});
