import { expect, test } from 'vitest';
import { countFlops } from '../../../src/flops/count.js';
import { modelOf, rowOf, testLayers } from '../layer-case.js';

testLayers([
  {
    what: 'two',
    class_name: 'Add',
    config: {},
    inputs: [
      [3, 4],
      [3, 4],
    ],
    output: [3, 4],
    params: 0n,
    other: 12n,
  },
  {
    what: 'four: three additions',
    class_name: 'Add',
    config: {},
    inputs: [[5], [5], [5], [5]],
    output: [5],
    params: 0n,
    other: 15n,
  },
  {
    what: 'sizes of 1 are repeated',
    class_name: 'Add',
    config: {},
    inputs: [
      [3, 4],
      [1, 4],
    ],
    output: [3, 4],
    params: 0n,
    other: 12n,
  },
  {
    what: 'two',
    class_name: 'Subtract',
    config: {},
    inputs: [[6], [6]],
    output: [6],
    params: 0n,
    other: 6n,
  },
  {
    what: 'a gate for each channel',
    class_name: 'Multiply',
    config: {},
    inputs: [
      [4, 4, 2],
      [1, 1, 2],
    ],
    output: [4, 4, 2],
    params: 0n,
    other: 32n,
  },
  {
    what: 'by a constant',
    class_name: 'Divide',
    config: {},
    inputs: [[6]],
    output: [6],
    params: 0n,
    other: 6n,
  },
  {
    what: 'three',
    class_name: 'Maximum',
    config: {},
    inputs: [[2], [2], [2]],
    output: [2],
    params: 0n,
    other: 4n,
  },
  {
    what: 'two',
    class_name: 'Minimum',
    config: {},
    inputs: [
      [2, 2],
      [2, 2],
    ],
    output: [2, 2],
    params: 0n,
    other: 4n,
  },
  {
    what: 'two additions and a division',
    class_name: 'Average',
    config: {},
    inputs: [[4], [4], [4]],
    output: [4],
    params: 0n,
    other: 12n,
  },
  {
    what: 'along the last axis',
    class_name: 'Concatenate',
    config: { axis: -1 },
    inputs: [
      [3, 2],
      [3, 5],
    ],
    output: [3, 7],
    params: 0n,
  },
  {
    what: 'along the first, which is axis 1',
    class_name: 'Concatenate',
    config: { axis: 1 },
    inputs: [
      [3, 2],
      [4, 2],
      [1, 2],
    ],
    output: [8, 2],
    params: 0n,
  },
  {
    what: 'of two vectors: 5 multiply-accumulates, and 5 for either gradient',
    class_name: 'Dot',
    config: { axes: 1 },
    inputs: [[5], [5]],
    output: [1],
    params: 0n,
    products: 5n,
    weightGradient: 0n,
    inputGradient: 10n,
  },
  {
    what: 'of two matrices: 3 x 4 outputs of 2',
    class_name: 'Dot',
    config: { axes: [2, 2] },
    inputs: [
      [3, 2],
      [4, 2],
    ],
    output: [3, 4],
    params: 0n,
    products: 24n,
    weightGradient: 0n,
    inputGradient: 48n,
  },
  {
    what: 'of a matrix and a vector, both brought to length 1: 3 for each element',
    class_name: 'Dot',
    config: { axes: [1, 1], normalize: true },
    inputs: [[3, 2], [3]],
    output: [2],
    params: 0n,
    products: 6n,
    weightGradient: 0n,
    inputGradient: 12n,
    other: 27n, // 3 x (6 + 3)
  },
]);

test('TensorFlow.js multiplies vectors element by element, without a product', () => {
  const layer = { class_name: 'Dot', config: { axes: 1 }, inputs: [[5], [5]] };
  const row = rowOf(layer, { convention: 'mac', executed: true, inputGradient: true });
  expect([row.products, row.backward]).toEqual([0n, 0n]);
});

test.each([
  ['Add', {}, [[3], [4]], '[3] and [4] do not fit together'],
  [
    'Concatenate',
    { axis: 1 },
    [
      [3, 2],
      [3, 4],
    ],
    '[3, 2] and [3, 4] cannot be joined along axis 1',
  ],
  ['Concatenate', { axis: 0 }, [[3], [3]], 'axis 0 is not a dimension of a sample [3]'],
  ['Dot', { axes: 1 }, [[3], [4]], '[3] and [4] differ along axes 1 and 1'],
  ['Dot', { axes: 1 }, [[3]], 'it reads 1 tensor; expected two'],
  ['Dense', { units: 1 }, [[3], [3]], 'it reads 2 tensors; expected one'],
])('inputs that do not fit are refused: %s %j %j', (class_name, config, inputs, message) => {
  expect(() => countFlops(modelOf({ class_name, config, inputs }))).toThrow(
    `layer it (${class_name}): ${message}`,
  );
});
