import { expect, test } from 'vitest';
import { countFlops } from '../../../src/flops/count.js';
import { modelOf, rowOf, testLayers } from '../layer-case.js';

testLayers([
  {
    what: '4 queries and 5 values of 3: 60 for the scores, 60 for the sums',
    class_name: 'Attention',
    config: {},
    inputs: [
      [4, 3],
      [5, 3],
    ],
    output: [4, 3],
    params: 0n,
    products: 120n,
    weightGradient: 0n,
    inputGradient: 240n, // either product has two factors
    activation: 100n, // softmax over 20 scores
  },
  {
    what: 'keys of their own, values of other size, a learned factor',
    class_name: 'Attention',
    config: { use_scale: true },
    inputs: [
      [2, 3],
      [4, 5],
      [4, 3],
    ],
    output: [2, 5],
    params: 1n,
    products: 64n, // 8 x 3 + 8 x 5
    weightGradient: 0n,
    inputGradient: 128n,
    activation: 40n,
    other: 8n,
  },
  {
    what: 'scores by tanh(q + k): an addition and a tanh for each feature, which are added up',
    class_name: 'Attention',
    config: { score_mode: 'concat' },
    inputs: [
      [2, 3],
      [4, 3],
    ],
    output: [2, 3],
    params: 1n,
    products: 24n, // 8 x 3 for the sums
    weightGradient: 0n,
    inputGradient: 48n, // to the scores and to the values
    activation: 64n, // 24 tanh, softmax over 8
    other: 48n, // 24, 8 sums of 3, and 8 times the factor
  },
  {
    what: 'a factor for each feature',
    class_name: 'AdditiveAttention',
    config: { use_scale: true },
    inputs: [
      [2, 3],
      [4, 3],
    ],
    output: [2, 3],
    params: 3n,
    products: 24n,
    weightGradient: 0n,
    inputGradient: 48n,
    activation: 64n,
    other: 64n, // 24, 8 sums of 3, 24 times the factors
  },
  {
    what: 'without it',
    class_name: 'AdditiveAttention',
    config: { use_scale: false },
    inputs: [
      [1, 2],
      [3, 2],
    ],
    output: [1, 2],
    params: 0n,
    products: 6n,
    weightGradient: 0n,
    inputGradient: 12n,
    activation: 21n, // 6 and 5 x 3
    other: 9n, // 6, 3 sums of 2
  },
  {
    what: 'some scores dropped while training',
    class_name: 'AdditiveAttention',
    config: { use_scale: false, dropout: 0.1 },
    inputs: [
      [1, 2],
      [3, 2],
    ],
    output: [1, 2],
    params: 0n,
    products: 6n,
    weightGradient: 0n,
    inputGradient: 12n,
    activation: 21n,
    other: 9n,
    training: 45n, // 12 + 21 + 9 + 3
  },
  {
    what: '2 heads of 3 on 4 positions of 5',
    class_name: 'MultiHeadAttention',
    config: { num_heads: 2, key_dim: 3 },
    inputs: [
      [4, 5],
      [4, 5],
    ],
    output: [4, 5],
    params: 143n, // 3 x (5 + 1) x 6 + (6 + 1) x 5
    // 4 projections of 4 x 5 x 6; scores and sums of 2 heads, 16 pairs, 3 features
    products: 672n,
    weightGradient: 480n,
    // through the four projections and both factors of both products
    inputGradient: 864n,
    bias: 92n, // 3 x 24 + 20
    activation: 160n, // softmax over 32 scores
    other: 24n, // queries / sqrt(3)
  },
  {
    what: 'values of other size, keys of their own, no bias, another output',
    class_name: 'MultiHeadAttention',
    config: { num_heads: 1, key_dim: 2, value_dim: 4, use_bias: false, output_shape: [7] },
    inputs: [
      [3, 5],
      [6, 2],
      [6, 3],
    ],
    output: [3, 7],
    params: 52n, // 5 x 2 + 3 x 2 + 2 x 4 + 4 x 7
    // queries 3 x 5 x 2, keys 6 x 3 x 2, values 6 x 2 x 4, output 3 x 4 x 7;
    // 18 pairs x 2 and x 4
    products: 306n, // 30 + 36 + 48 + 84 + 36 + 72
    weightGradient: 198n,
    inputGradient: 414n, // 198 + 2 x 108
    activation: 90n,
    other: 6n,
  },
  {
    what: 'over one of two dimensions: 2 rows of 3 positions each',
    class_name: 'MultiHeadAttention',
    config: { num_heads: 1, key_dim: 1, use_bias: false, attention_axes: [2] },
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
    ],
    output: [2, 3, 4],
    params: 16n,
    products: 132n, // 4 x 6 x 4 + 2 x (6 x 3)
    weightGradient: 96n,
    inputGradient: 168n, // 96 + 2 x 36
    activation: 90n, // softmax over 18
    other: 6n,
  },
  {
    what: '4 heads of queries on 2 of keys and values',
    class_name: 'GroupQueryAttention',
    config: { head_dim: 3, num_query_heads: 4, num_key_value_heads: 2, use_bias: false },
    inputs: [
      [2, 5],
      [2, 5],
    ],
    output: [2, 5],
    params: 180n, // 5 x 12 + 2 x 5 x 6 + 12 x 5
    products: 456n, // 2 x 5 x 12 + 2 x (2 x 5 x 6) + 2 x 12 x 5 + 2 x (4 x 4 x 3)
    weightGradient: 360n,
    inputGradient: 552n, // 360 + 2 x 96
    activation: 80n, // softmax over 16
    other: 24n,
  },
  {
    what: "by its class's other name",
    class_name: 'GroupedQueryAttention',
    config: { head_dim: 1, num_query_heads: 1, num_key_value_heads: 1, use_bias: false },
    inputs: [
      [1, 1],
      [1, 1],
    ],
    output: [1, 1],
    params: 4n,
    products: 6n,
    weightGradient: 4n,
    inputGradient: 8n,
    activation: 5n,
    other: 1n,
  },
  {
    what: 'with a bias on every projection',
    class_name: 'GroupQueryAttention',
    config: { head_dim: 1, num_query_heads: 2, num_key_value_heads: 1 },
    inputs: [
      [3, 2],
      [3, 2],
    ],
    output: [3, 2],
    params: 18n, // (2 + 1) x 2 + 2 x (2 + 1) x 1 + (2 + 1) x 2
    products: 72n, // 3 x 2 x (2 + 1 + 1 + 2) + 2 x 18
    weightGradient: 36n,
    inputGradient: 108n, // 36 + 2 x 36
    bias: 18n, // 3 x (2 + 1 + 1 + 2)
    activation: 90n,
    other: 6n,
  },
]);

test('attention over itself in front needs no gradient of its inputs, but of its own factors', () => {
  const layer = {
    class_name: 'MultiHeadAttention',
    config: { num_heads: 2, key_dim: 3, use_bias: false },
    inputs: [
      [4, 5],
      [4, 5],
    ],
  };
  // The output projection, 4 x 6 x 5, and 2 x 192 for both factors of both products.
  expect(rowOf(layer, { convention: 'mac' }).input_gradient).toBe(504n);
});

test('attention of one tensor is refused', () => {
  const layer = { class_name: 'Attention', config: {}, inputs: [[4, 3]] };
  expect(() => countFlops(modelOf(layer))).toThrow('it reads one tensor; expected a query');
});

/** Three dense layers of 3 put out what attention reads; those of the names in `trained` train. */
function attentionOn(trained: string, attention: object): bigint | null | undefined {
  const inputs = ['q', 'v', 'k'];
  const link = (name: string) => [name, 0, 0, {}];
  const model = {
    class_name: 'Functional',
    config: {
      layers: [
        ...inputs.flatMap((name) => [
          {
            class_name: 'InputLayer',
            name,
            config: { batch_input_shape: [null, name === 'q' ? 4 : 5, 3], name },
            inbound_nodes: [],
          },
          {
            class_name: 'Dense',
            name: `of_${name}`,
            config: { units: 3, use_bias: false, trainable: trained.includes(name) },
            inbound_nodes: [[link(name)]],
          },
        ]),
        { ...attention, name: 'it', inbound_nodes: [inputs.map((name) => link(`of_${name}`))] },
      ],
      input_layers: inputs.map((name) => [name, 0, 0]),
      output_layers: [['it', 0, 0]],
    },
  };
  const { layers } = countFlops(model, { convention: 'mac' });
  return layers.find(({ name }) => name === 'it')?.input_gradient;
}

test.each([
  ['', 0n],
  // dV = P^T dO: 20 pairs of 3.
  ['v', 60n],
  // dP = dO V^T, dQ = dS K.
  ['q', 120n],
  ['k', 120n],
  ['qk', 180n],
  ['qvk', 240n],
])('attention before which %s trains goes back to that alone', (trained, gradient) => {
  expect(attentionOn(trained, { class_name: 'Attention', config: {} })).toBe(gradient);
});

test.each([
  ['', 0n],
  // Through the output's kernel 4 x 2 x 3, to the values' projection, through it 5 x 3 x 2.
  ['v', 24n + 40n + 30n],
  // To the scores, to the queries' projection, through it 4 x 3 x 2.
  ['q', 24n + 40n + 40n + 24n],
  ['k', 24n + 40n + 40n + 30n],
  ['qvk', 24n + 4n * 40n + 24n + 30n + 30n],
])('a frozen head before which %s trains goes back to that alone', (trained, gradient) => {
  const config = { num_heads: 1, key_dim: 2, use_bias: false, trainable: false };
  expect(attentionOn(trained, { class_name: 'MultiHeadAttention', config })).toBe(gradient);
});
