import { testLayers } from '../layer-case.js';

testLayers([
  {
    what: 'a vector',
    class_name: 'Dense',
    config: { units: 5, activation: 'relu' },
    inputs: [[3]],
    output: [5],
    params: 20n, // 3 x 5 + 5
    products: 15n, // 3 x 5
    bias: 5n,
    activation: 5n,
  },
  {
    what: 'a matrix, row by row, without bias',
    class_name: 'Dense',
    config: { units: 2, use_bias: false },
    inputs: [[4, 3]],
    output: [4, 2],
    params: 6n, // 3 x 2
    products: 24n, // 4 rows x 3 x 2
  },
  {
    what: 'softmax counts five a unit',
    class_name: 'Dense',
    config: { units: 10, activation: 'softmax' },
    inputs: [[100]],
    output: [10],
    params: 1_010n,
    products: 1_000n,
    bias: 10n,
    activation: 50n,
  },
  {
    what: 'as a Dense layer on a matrix',
    class_name: 'EinsumDense',
    config: {
      equation: 'abc,cd->abd',
      output_shape: [null, 5],
      bias_axes: 'd',
      activation: 'tanh',
    },
    inputs: [[4, 3]],
    output: [4, 5],
    params: 20n, // 3 x 5 + 5
    products: 60n, // 4 x 3 x 5
    bias: 20n,
    activation: 20n,
  },
  {
    what: 'heads of features, as in attention',
    class_name: 'EinsumDense',
    config: { equation: 'abc,cde->abde', output_shape: [null, 2, 7], bias_axes: 'de' },
    inputs: [[4, 3]],
    output: [4, 2, 7],
    params: 56n, // 3 x 2 x 7 + 2 x 7
    products: 168n, // 4 x 3 x 2 x 7
    bias: 56n, // 4 x 2 x 7
  },
  {
    what: 'two dimensions summed over, dots for the others',
    class_name: 'EinsumDense',
    config: { equation: '...bc,bcd->...d', output_shape: [6], bias_axes: null },
    inputs: [[5, 3, 2]],
    output: [5, 6],
    params: 36n, // 3 x 2 x 6
    products: 180n, // 5 x 3 x 2 x 6
  },
  {
    what: 'rows of a table are no arithmetic',
    class_name: 'Embedding',
    config: { input_dim: 100, output_dim: 8 },
    inputs: [[7]],
    output: [7, 8],
    params: 800n,
  },
  {
    what: 'of a single word',
    class_name: 'Embedding',
    config: { input_dim: 11, output_dim: 3 },
    inputs: [[1]],
    output: [1, 3],
    params: 33n,
  },
  {
    what: 'of a page of words',
    class_name: 'Embedding',
    config: { input_dim: 2, output_dim: 5 },
    inputs: [[3, 4]],
    output: [3, 4, 5],
    params: 10n,
  },
]);
