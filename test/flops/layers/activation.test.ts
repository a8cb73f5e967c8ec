import { expect, test } from 'vitest';
import { ACTIVATION_FUNCTIONS } from '../../../src/elementary/activations.js';
import { rowOf, testLayers } from '../layer-case.js';

testLayers([
  {
    what: 'one for each element',
    class_name: 'Activation',
    config: { activation: 'tanh' },
    inputs: [[3, 4]],
    output: [3, 4],
    params: 0n,
    activation: 12n,
  },
  {
    what: 'linear is none',
    class_name: 'Activation',
    config: { activation: 'linear' },
    inputs: [[5]],
    output: [5],
    params: 0n,
  },
  {
    what: 'softmax five',
    class_name: 'Activation',
    config: { activation: 'softmax' },
    inputs: [[8]],
    output: [8],
    params: 0n,
    activation: 40n,
  },
  {
    what: 'up to 6',
    class_name: 'ReLU',
    config: { max_value: 6 },
    inputs: [[2, 2, 2]],
    output: [2, 2, 2],
    params: 0n,
    activation: 8n,
  },
  {
    what: 'plain',
    class_name: 'ReLU',
    config: {},
    inputs: [[7]],
    output: [7],
    params: 0n,
    activation: 7n,
  },
  {
    what: 'with a slope',
    class_name: 'ReLU',
    config: { negative_slope: 0.1 },
    inputs: [[7]],
    output: [7],
    params: 0n,
    activation: 7n,
  },
  {
    what: "by Keras 2's name of the slope",
    class_name: 'LeakyReLU',
    config: { alpha: 0.2 },
    inputs: [[6]],
    output: [6],
    params: 0n,
    activation: 6n,
  },
  {
    what: 'a slope for each element',
    class_name: 'PReLU',
    config: {},
    inputs: [[4, 4, 3]],
    output: [4, 4, 3],
    params: 48n,
    activation: 48n,
  },
  {
    what: 'a slope for each channel',
    class_name: 'PReLU',
    config: { shared_axes: [1, 2] },
    inputs: [[4, 4, 3]],
    output: [4, 4, 3],
    params: 3n,
    activation: 48n,
  },
  {
    what: 'a slope for all of a vector',
    class_name: 'PReLU',
    config: { shared_axes: [1] },
    inputs: [[9]],
    output: [9],
    params: 1n,
    activation: 9n,
  },
  {
    what: 'one for each element',
    class_name: 'ELU',
    config: {},
    inputs: [[3, 3]],
    output: [3, 3],
    params: 0n,
    activation: 9n,
  },
  {
    what: 'one for each element',
    class_name: 'ThresholdedReLU',
    config: { theta: 0.5 },
    inputs: [[3, 3]],
    output: [3, 3],
    params: 0n,
    activation: 9n,
  },
  {
    what: 'over another axis, the same',
    class_name: 'Softmax',
    config: { axis: 1 },
    inputs: [[3, 4]],
    output: [3, 4],
    params: 0n,
    activation: 60n,
  },
]);

test.each(ACTIVATION_FUNCTIONS)('%s is a function of Activation', (activation) => {
  const layer = { class_name: 'Activation', config: { activation }, inputs: [[10]] };
  const cost = activation === 'linear' ? 0n : activation.includes('softmax') ? 5n : 1n;
  expect(rowOf(layer, { convention: 'notebook' }).activation).toBe(10n * cost);
});
