import { testLayers } from '../layer-case.js';

const plain = (what: string, class_name: string, config: object) => ({
  what,
  class_name,
  config: config as Readonly<Record<string, unknown>>,
});

testLayers([
  {
    ...plain('a factor for each of 4 channels', 'LayerScale', { projection_dim: 4 }),
    inputs: [[3, 5, 4]],
    output: [3, 5, 4],
    params: 4n,
    other: 60n, // 3 x 5 x 4
  },
  {
    ...plain('of a vector', 'LayerScale', { projection_dim: 7, init_values: 1e-6 }),
    inputs: [[7]],
    output: [7],
    params: 7n,
    other: 7n,
  },
  {
    ...plain('of one channel', 'LayerScale', { projection_dim: 1 }),
    inputs: [[6, 1]],
    output: [6, 1],
    params: 1n,
    other: 6n,
  },
  ...[[2, 3], [5], [4, 4, 2]].map((shape) => ({
    ...plain(`x + 0.2 y of ${shape.join(' x ')}`, 'CustomScaleLayer', { scale: 0.2 }),
    inputs: [shape, shape],
    output: shape,
    params: 0n,
    other: BigInt(2 * shape.reduce((product, size) => product * size, 1)), // a product, a sum
  })),
  // Kernels 4 u (n + u) and 3 u (n + u); a bias for either product of each gate.
  {
    ...plain('3 units on 5 steps of 2', 'CuDNNLSTM', { units: 3 }),
    inputs: [[5, 2]],
    output: [3],
    params: 84n, // 12 x 5 + 24
    products: 300n, // 5 x 12 x 5
    inputGradient: 300n,
    bias: 120n, // 5 x 24
    activation: 75n, // 5 x 5 x 3
    other: 60n, // 5 x (3 x 3 + 3)
  },
  {
    ...plain('3 units on 5 steps of 2', 'CuDNNGRU', { units: 3 }),
    inputs: [[5, 2]],
    output: [3],
    params: 63n, // 9 x 5 + 18
    products: 225n, // 5 x 9 x 5
    inputGradient: 225n,
    bias: 90n,
    activation: 45n, // 5 x 3 x 3
    other: 75n, // 5 x 5 x 3
  },
]);
