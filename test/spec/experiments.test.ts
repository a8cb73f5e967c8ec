import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expandSpec, type ExpandedSpec } from '../../src/spec/expand.js';
import { parseSpec } from '../../src/spec/parse.js';
import { MNIST } from './mnist-facts.js';

const FOLDER = new URL('../../experiments/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

function text(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

function expand(file: string): ExpandedSpec {
  return expandSpec(parseSpec(text(file), file), MNIST);
}

test.each(FILES)('%s is valid, named after its file, and names its schema for editors', (file) => {
  expect(`${expand(file).name}.yaml`).toBe(file);
  expect(text(file).split('\n')[0]).toBe('# yaml-language-server: $schema=./sweep.schema.json');
});

test('notebook.yaml is the two networks of the notebook, five seeds each', () => {
  const { configurations, trials, split } = expand('notebook.yaml');
  expect(configurations.map(({ costs }) => costs.flops)).toEqual([84_550n, 179_050n]);
  expect(configurations[1]?.costs.training_flops).toBe(209_533_460_200n);
  expect(trials).toHaveLength(10);
  expect(split).toEqual({ train: 50_000, validation: 10_000, test: 10_000 });
});

test('mlp.yaml goes from softmax regression to 256-256 on all the data', () => {
  const { configurations, split } = expand('mlp.yaml');
  const hidden = configurations.map(({ configuration }) => configuration.model.hidden);
  expect(configurations.length).toBeGreaterThanOrEqual(12);
  expect(hidden).toContainEqual([]);
  expect(hidden).toContainEqual([256, 256]);
  expect(split.train).toBe(50_000);
});

test('lenet-vs-mlp-full.yaml is lenet-vs-mlp.yaml for longer, on all the data', () => {
  const [part, full] = ['lenet-vs-mlp.yaml', 'lenet-vs-mlp-full.yaml'].map(expand);
  const networks = (all: ExpandedSpec | undefined) =>
    all?.configurations.map(({ configuration: { model }, costs }) => [model, costs.flops]);
  expect(networks(full)).toEqual(networks(part));
  expect(full?.configurations[0]?.configuration.epochs).toBe(5);
  expect(full?.trials.map(({ seed }) => seed)).toEqual(part?.trials.map(({ seed }) => seed));
  expect([part?.split.train, full?.split.train]).toEqual([20_000, 50_000]);
});

test('smoke.yaml is small', () => {
  const { configurations, split } = expand('smoke.yaml');
  expect(configurations.length).toBeLessThanOrEqual(3);
  expect(split.train).toBeLessThanOrEqual(2_000);
});
