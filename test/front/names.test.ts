import { expect, test } from 'vitest';
import { nameConfigurations, type NamedConfiguration } from '../../src/front/names.js';

const ONE: NamedConfiguration = {
  configuration: 'one',
  family: 'mlp',
  hidden: '16',
  activation: 'relu',
  dropout: 0,
  optimizer: 'adam',
  learning_rate: 0.001,
  weight_decay: 0,
  batch_size: 32,
  epochs: 10,
  parameters: '{}',
};

test('a name is one line without control characters, whatever a database holds', () => {
  const hidden = '16\n  shown: on the front\u001b[31m\ufdd6';
  const names = nameConfigurations([
    { ...ONE, hidden },
    { ...ONE, configuration: 'two', optimizer: 'a\tb' },
  ]);
  expect([...names.values()]).toEqual(['16   shown: on the front [31m\ufffd (adam)', '16 (a b)']);
});
