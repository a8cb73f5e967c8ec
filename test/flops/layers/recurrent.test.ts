import { expect, test } from 'vitest';
import { countFlops } from '../../../src/flops/count.js';
import { modelOf, rowOf, testLayers } from '../layer-case.js';

const each = { class_name: 'Dense', config: { name: 'each', units: 2, activation: 'relu' } };
const lstm = (units: number, config = {}) => ({
  class_name: 'LSTM',
  config: { name: 'inner', units, activation: 'tanh', recurrent_activation: 'sigmoid', ...config },
});

testLayers([
  {
    what: '5 steps of 3 features, 4 units: 3 x 4 + 4 x 4 a step',
    class_name: 'SimpleRNN',
    config: { units: 4 },
    inputs: [[5, 3]],
    output: [4],
    params: 32n, // (3 + 4) x 4 + 4
    products: 140n, // 5 x 28
    bias: 20n,
    activation: 20n, // 5 x 4
  },
  {
    what: 'every step an output',
    class_name: 'SimpleRNN',
    config: { units: 1, return_sequences: true, use_bias: false, activation: 'relu' },
    inputs: [[3, 2]],
    output: [3, 1],
    params: 3n,
    products: 9n, // 3 x (2 + 1)
    activation: 3n,
  },
  {
    what: 'inputs and state masked while training: 2 + 3 elements, 4 steps',
    class_name: 'SimpleRNN',
    config: { units: 3, dropout: 0.2, recurrent_dropout: 0.1, use_bias: false },
    inputs: [[4, 2]],
    output: [3],
    params: 15n,
    products: 60n, // 4 x (2 + 3) x 3
    activation: 12n,
    training: 152n, // 2 x 60 + 12 + 20
  },
  {
    what: '4 gates: 2 steps of (3 + 4) x 16',
    class_name: 'LSTM',
    config: { units: 4 },
    inputs: [[2, 3]],
    output: [4],
    params: 128n, // 7 x 16 + 16
    products: 224n,
    bias: 32n,
    activation: 40n, // 2 steps x 4 units x (3 gates + 2)
    other: 32n, // 2 x 4 x (3 products, 1 addition)
  },
  {
    what: 'as published for 128 units on 28 rows of 28: 4 x 128 x (28 + 128) a step',
    class_name: 'LSTM',
    config: { units: 128, return_sequences: true },
    inputs: [[28, 28]],
    output: [28, 128],
    params: 80_384n, // 156 x 512 + 512, as Keras's summary has it
    products: 2_236_416n, // 28 x 79,872
    bias: 14_336n,
    activation: 17_920n, // 28 x 128 x 5
    other: 14_336n, // 28 x 128 x 4
  },
  {
    what: 'without bias, with its last states',
    class_name: 'LSTM',
    config: { units: 1, use_bias: false, return_state: true },
    inputs: [[1, 1]],
    output: [1],
    params: 8n,
    products: 8n,
    activation: 5n,
    other: 4n,
  },
  {
    what: '3 gates, one bias: 2 steps of (3 + 4) x 12',
    class_name: 'GRU',
    config: { units: 4, reset_after: false },
    inputs: [[2, 3]],
    output: [4],
    params: 96n, // 7 x 12 + 12
    products: 168n,
    bias: 24n,
    activation: 24n, // 2 x 4 x 3
    other: 40n, // 2 x 4 x (3 products, a subtraction, an addition)
  },
  {
    what: 'reset after the product: two biases',
    class_name: 'GRU',
    config: { units: 4, reset_after: true },
    inputs: [[2, 3]],
    output: [4],
    params: 108n, // 7 x 12 + 2 x 12
    products: 168n,
    bias: 48n,
    activation: 24n,
    other: 40n,
  },
  {
    what: 'one unit, one step, no bias',
    class_name: 'GRU',
    config: { units: 1, use_bias: false },
    inputs: [[1, 1]],
    output: [1],
    params: 6n,
    products: 6n,
    activation: 3n,
    other: 5n,
  },
  {
    what: 'two cells, one on the other: (3 + 4) x 16 and (4 + 2) x 8',
    class_name: 'RNN',
    config: {
      cell: {
        class_name: 'StackedRNNCells',
        config: {
          cells: [
            { class_name: 'LSTMCell', config: { units: 4, use_bias: false } },
            { class_name: 'LSTMCell', config: { units: 2, use_bias: false } },
          ],
        },
      },
    },
    inputs: [[3, 3]],
    output: [2],
    params: 160n, // 112 + 48
    products: 480n, // 3 x 160
    activation: 90n, // 3 x 6 x 5
    other: 72n, // 3 x 6 x 4
  },
  {
    what: 'a cell of another kind',
    class_name: 'RNN',
    config: {
      cell: { class_name: 'GRUCell', config: { units: 2, use_bias: false } },
      return_sequences: true,
    },
    inputs: [[4, 1]],
    output: [4, 2],
    params: 18n, // 3 x 6
    products: 72n,
    activation: 24n, // 4 x 2 x 3
    other: 40n,
  },
  {
    what: 'a simple cell',
    class_name: 'RNN',
    config: { cell: { class_name: 'SimpleRNNCell', config: { units: 2 } } },
    inputs: [[4, 1]],
    output: [2],
    params: 8n, // 3 x 2 + 2
    products: 24n,
    bias: 8n,
    activation: 8n,
  },
  {
    what: '3 steps of 4 x 4 images of 2, 3 filters of 2 x 2, padded: 16 x 4 x 12 x (2 + 3)',
    class_name: 'ConvLSTM2D',
    config: { filters: 3, kernel_size: [2, 2], padding: 'same' },
    inputs: [[3, 4, 4, 2]],
    output: [4, 4, 3],
    params: 252n, // 4 x (2 + 3) x 12 + 12
    products: 11_520n, // 3 x 3,840
    bias: 576n, // 3 x 16 x 12
    activation: 720n, // 3 x 48 x 5
    other: 576n, // 3 x 48 x 4
  },
  {
    what: 'not padded: 3 x 3 states',
    class_name: 'ConvLSTM2D',
    config: { filters: 1, kernel_size: 2, use_bias: false, return_sequences: true },
    inputs: [[2, 4, 4, 1]],
    output: [2, 3, 3, 1],
    params: 32n, // 4 x 2 x 4
    products: 576n, // 2 x 9 x 4 x 4 x 2
    activation: 90n, // 2 x 9 x 5
    other: 72n,
  },
  {
    what: 'over one dimension',
    class_name: 'ConvLSTM1D',
    config: { filters: 2, kernel_size: 3, padding: 'same', use_bias: false },
    inputs: [[1, 5, 1]],
    output: [5, 2],
    params: 72n, // 3 x (1 + 2) x 8
    products: 360n, // 5 x 72
    activation: 50n, // 10 x 5
    other: 40n,
  },
  {
    what: 'forwards and backwards, each with weights of its own',
    class_name: 'Bidirectional',
    config: { layer: lstm(4), merge_mode: 'concat' },
    inputs: [[2, 3]],
    output: [8],
    params: 256n,
    products: 448n, // twice 224
    bias: 64n,
    activation: 80n,
    other: 64n,
  },
  {
    what: 'added up, step by step',
    class_name: 'Bidirectional',
    config: { layer: lstm(4, { return_sequences: true }), merge_mode: 'sum' },
    inputs: [[2, 3]],
    output: [2, 4],
    params: 256n,
    products: 448n,
    bias: 64n,
    activation: 80n,
    other: 72n, // and 8 additions
  },
  {
    what: 'their mean',
    class_name: 'Bidirectional',
    config: { layer: lstm(1, { use_bias: false }), merge_mode: 'ave' },
    inputs: [[1, 1]],
    output: [1],
    params: 16n,
    products: 16n,
    activation: 10n,
    other: 10n, // twice 4, an addition, a multiplication
  },
  {
    what: 'a dense layer at each of 5 steps',
    class_name: 'TimeDistributed',
    config: { layer: each },
    inputs: [[5, 3]],
    output: [5, 2],
    params: 8n,
    products: 30n,
    bias: 10n,
    activation: 10n,
  },
  {
    what: 'a convolution of each of 2 images: 9 windows of 4, 3 filters',
    class_name: 'TimeDistributed',
    config: {
      layer: {
        class_name: 'Conv2D',
        config: { name: 'c', filters: 3, kernel_size: 2, use_bias: false },
      },
    },
    inputs: [[2, 4, 4, 1]],
    output: [2, 3, 3, 3],
    params: 12n,
    products: 216n, // 2 x 27 x 4
  },
  {
    what: 'a model at each of 4 steps: 3 x 2 + 2 x 2',
    class_name: 'TimeDistributed',
    config: {
      layer: {
        class_name: 'Sequential',
        config: {
          name: 'model',
          layers: [
            each,
            { class_name: 'Dense', config: { name: 'top', units: 2, use_bias: false } },
          ],
        },
      },
    },
    inputs: [[4, 3]],
    output: [4, 2],
    params: 12n, // 8 + 4
    products: 40n,
    bias: 8n,
    activation: 8n,
  },
]);

test('a recurrent layer in front needs the gradient of its state, not that of its input', () => {
  const layer = { class_name: 'LSTM', config: { units: 64 }, inputs: [[100, 64]] };
  const { weight_gradient, input_gradient } = rowOf(layer, { convention: 'mac' });
  // 100 steps of 4 x 64 x 64 each, of the input and of the state.
  expect([weight_gradient, input_gradient]).toEqual([3_276_800n, 1_638_400n]);
});

test('states that are put in are read, and must fit', () => {
  const layer = { class_name: 'LSTM', config: { units: 2 }, inputs: [[3, 1], [2], [2]] };
  expect(rowOf(layer, { convention: 'mac' }).products).toBe(72n); // 3 x (1 + 2) x 8
  const wrong = { ...layer, inputs: [[3, 1], [2], [5]] };
  expect(() => countFlops(modelOf(wrong))).toThrow(
    'layer it (LSTM): its initial states do not fit its cells; got [2], [5]; expected sizes 2, 2',
  );
});

test('a cell that is not known is named', () => {
  const config = { cell: { class_name: 'PeepholeCell', config: { units: 2 } } };
  expect(() => countFlops(modelOf({ class_name: 'RNN', config, inputs: [[3, 1]] }))).toThrow(
    'layer it (RNN): unknown cell class PeepholeCell',
  );
});
