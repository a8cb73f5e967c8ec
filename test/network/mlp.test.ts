import { expect, test } from 'vitest';
import { mlpNetwork } from '../../src/network/mlp.js';
import { countParameters } from '../../src/network/network.js';

test('names and shapes are those of the same Keras model', () => {
  const network = mlpNetwork({ hidden: [100, 50], activation: 'relu' }, [28, 28], 10);
  expect(network.layers.map((layer) => [layer.name, layer.class, layer.outputShape])).toEqual([
    ['flatten', 'Flatten', [784]],
    ['dense', 'Dense', [100]],
    ['dense_1', 'Dense', [50]],
    ['dense_2', 'Dense', [10]],
  ]);
});

test('each layer reads the one before it, the first one the input', () => {
  const network = mlpNetwork({ hidden: [3, 4], activation: 'tanh' }, [2, 2], 5);
  expect(network.layers.map((layer) => layer.inbound)).toEqual([
    [{ input: 0 }],
    [{ layer: 0, output: 0 }],
    [{ layer: 1, output: 0 }],
    [{ layer: 2, output: 0 }],
  ]);
});

test('no hidden layers are softmax regression', () => {
  const network = mlpNetwork({ hidden: [], activation: 'relu' }, [28, 28], 10);
  expect(network.layers.map((layer) => layer.class)).toEqual(['Flatten', 'Dense']);
  expect(network.layers[1]?.config).toMatchObject({ activation: 'softmax' });
});

test('parameters are kernels and biases', () => {
  const network = mlpNetwork({ hidden: [100, 100], activation: 'relu' }, [28, 28], 10);
  // 784 x 100 + 100, 100 x 100 + 100, 100 x 10 + 10
  expect(network.layers.map((layer) => layer.params)).toEqual([0n, 78_500n, 10_100n, 1_010n]);
  expect(countParameters(network)).toBe(89_610n);
});

test('parameters stay exact beyond 2^53', () => {
  const network = mlpNetwork({ hidden: [2 ** 30, 2 ** 30], activation: 'relu' }, [1, 1], 2);
  // 2 x 2^30 in and out of the first layer, 2^60 + 2^30 in the second, 2 x 2^30 + 2 in the last
  expect(countParameters(network)).toBe(2n ** 60n + 5n * 2n ** 30n + 2n);
});
