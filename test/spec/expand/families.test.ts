import { expect, test } from 'vitest';
import { expandSpec } from '../../../src/spec/expand.js';
import { parseSpec } from '../../../src/spec/parse.js';
import { MNIST } from '../mnist-facts.js';
import { problemsOf } from '../problems-of.js';

const expand = (lines: string) =>
  expandSpec(parseSpec(`name: a\ndataset: mnist\n${lines}\n`, 'a.yaml'), MNIST);

const modelsOf = (lines: string) =>
  expand(lines).configurations.map(({ configuration }) => [
    configuration.model.family,
    configuration.model.hidden.join('-'),
  ]);

const ids = (lines: string): readonly string[] => expand(lines).trials.map(({ id }) => id);

test('an MLP has the name that its spec gives it, and mlp without one', () => {
  expect(
    modelsOf('model: { family: wide, activation: tanh }\nparameters: { hidden: [256] }'),
  ).toEqual([['wide', '256']]);
  expect(modelsOf('parameters: { hidden: [256] }')).toEqual([['mlp', '256']]);
});

test('its name does not change its trials', () => {
  const parameters = 'parameters: { hidden: { values: [[256], [16, 16]] } }';
  expect(ids(`model: { family: wide }\n${parameters}`)).toEqual(ids(parameters));
  expect(ids(`model: [{ family: wide }]\n${parameters}`)).toEqual(ids(parameters));
});

test('two families of MLPs stand beside each other, and beside one of layers', () => {
  expect(
    modelsOf(`model:
  - family: wide
    activation: tanh
    parameters: { hidden: { values: [[128], [256]] } }
  - family: deep
    parameters: { hidden: { depth: 3, width: [16] } }
  - family: rows
    layers: [{ gru: 8 }]
`),
  ).toEqual([
    ['wide', '128'],
    ['wide', '256'],
    ['deep', '16-16-16'],
    ['rows', 'gru8'],
  ]);
});

test('conditions, exclude and include name such a family', () => {
  expect(
    modelsOf(`model:
  - { family: wide, parameters: { hidden: { values: [[128], [256]] } } }
  - { family: deep, parameters: { hidden: { values: [[8, 8], [9, 9]] } } }
exclude: [{ family: deep, hidden: [9, 9] }]
include: [{ family: wide, hidden: [300] }]
`),
  ).toEqual([
    ['wide', '128'],
    ['wide', '256'],
    ['deep', '8-8'],
    ['wide', '300'],
  ]);
});

test.each([
  ['model: [{ family: mlp }, { family: mlp }]\nparameters: { hidden: [1] }', 'each family once'],
  ['model: [{ family: wide }]', 'which the model wide needs'],
])('%s is answered', (lines, answer) => {
  expect(problemsOf(() => expand(lines))).toEqual([expect.stringContaining(answer)]);
});

test.each([
  'cnn',
  'LeNet-5',
  'lenet5',
  'my_cnn',
  'resnet18',
  'LSTM',
  'vit',
  'transformer',
  'vgg-16',
])('a family called %s without its layers is no MLP unnoticed', (family) => {
  const lines = `model: { family: ${family} }\nparameters: { hidden: [8] }`;
  expect(problemsOf(() => expand(lines))).toEqual([
    expect.stringContaining('expected mlp, or layers with the family; write layers: [...]'),
  ]);
});
