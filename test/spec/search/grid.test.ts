import { expect, test } from 'vitest';
import { gridText } from '../../../src/spec/search/grid.js';

const MLP = {
  family: 'mlp',
  axes: [
    { name: 'hidden', size: 3 },
    { name: 'learning_rate+batch_size', size: 2 },
    { name: 'epochs', size: 1 },
  ],
};
const CNN = { family: 'cnn', axes: [{ name: 'filters', size: 1000 }] };

test.each([
  ['parameters of one value left out', [MLP], 1, 6n, '3 hidden x 2 learning_rate+batch_size = 6'],
  ['seeds last', [CNN], 1200, 1_200_000n, '1,000 filters x 1,200 seeds = 1,200,000'],
  ['nothing that varies as 1', [{ family: 'mlp', axes: [] }], 1, 1n, '1 = 1'],
  ['seeds alone', [{ family: 'mlp', axes: [] }], 5, 5n, '5 seeds = 5'],
  [
    'several models with their names',
    [MLP, CNN],
    2,
    2012n,
    '(mlp: 3 hidden x 2 learning_rate+batch_size + cnn: 1,000 filters) x 2 seeds = 2,012',
  ],
] as const)('the size of a grid is said with %s', (_, models, seeds, trials, text) => {
  expect(gridText(models, seeds, trials)).toBe(text);
});
