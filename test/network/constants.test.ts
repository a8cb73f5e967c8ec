import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

type Shape = readonly number[];

const X = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };
const Y = { class_name: '__keras_tensor__', config: { keras_history: ['y', 0, 0] } };
const ones = (...shape: Shape): unknown =>
  shape.reduceRight<unknown>((inner, size) => Array<unknown>(size).fill(inner), 1);
const array = (...shape: Shape) => ({ class_name: '__numpy__', config: { value: ones(...shape) } });
const input = (name: string, shape: Shape) => ({
  class_name: 'InputLayer',
  name,
  config: { name, batch_shape: [null, ...shape] },
  inbound_nodes: [],
});
const model = (shapes: readonly Shape[], layer: object) => ({
  class_name: 'Functional',
  config: {
    layers: [
      ...shapes.map((shape, index) => input(index === 0 ? 'x' : 'y', shape)),
      { name: 'it', ...layer },
    ],
    input_layers: shapes.map((_, index) => [index === 0 ? 'x' : 'y', 0, 0]),
    output_layers: [['it', 0, 0]],
  },
});
const operation = (
  class_name: string,
  args: unknown,
  config: object = {},
  kwargs: object = {},
) => ({
  module: `keras.src.ops.${class_name === 'Glu' ? 'nn' : 'numpy'}`,
  class_name,
  config,
  inbound_nodes: [{ args, kwargs }],
});
const layer = (class_name: string, args: unknown, config: object = {}) => ({
  module: 'keras.layers',
  class_name,
  config,
  inbound_nodes: [{ args, kwargs: {} }],
});
const made = (shapes: readonly Shape[], one: object) =>
  networkFromTopology(model(shapes, one)).layers.at(-1)?.outputShape;
/** Elementary operations under `notebook`. */
const count = (shapes: readonly Shape[], one: object) =>
  countFlops(model(shapes, one)).layers.at(-1)?.other;

const CLASSES = ['Add', 'Subtract', 'Multiply', 'TrueDivide', 'Power', 'Maximum', 'Minimum'];

test.each(CLASSES)('%s takes a constant on either side', (name) => {
  for (const [constant, output] of [
    [1, [2, 3]],
    [-0.5, [2, 3]],
    [true, [2, 3]],
    [array(3), [2, 3]],
    [array(2, 1), [2, 3]],
    [array(1, 2, 3), [2, 3]],
    [ones(3), [2, 3]],
    [{ class_name: '__tensor__', config: { value: [true, false, true] } }, [2, 3]],
  ] as const) {
    for (const args of [
      [X, constant],
      [constant, X],
    ]) {
      expect(made([[2, 3]], operation(name, args))).toEqual(output);
      expect(count([[2, 3]], operation(name, args))).toBe(6n);
    }
  }
  const byName = operation(name, [], {}, { x1: array(4, 1), x2: X });
  expect(made([[3]], operation(name, [array(1, 3), X]))).toEqual([3]);
  expect(made([[1, 3]], byName)).toEqual([4, 3]);
});

test('a constant as a batch of its own, or in front of it, is refused', () => {
  for (const constant of [array(5, 3), array(1, 1, 3)]) {
    expect(() => made([[3]], operation('Add', [constant, X]))).toThrow('do not fit together');
  }
});

test('an operation on tensors of fewer dimensions must not repeat them for each sample', () => {
  // Keras: [None, 3] + [None, 4, 3] is [None, 4, 3], with [None, 1, 3] it is [None, None, 3].
  expect(made([[3], [4, 3]], operation('Add', [X, Y]))).toEqual([4, 3]);
  expect(() => made([[3], [1, 3]], operation('Add', [X, Y]))).toThrow(
    'layer it (Add): [None, 3] and [None, 1, 3] do not fit together',
  );
  // A layer puts the dimension after the batch.
  expect(made([[3], [1, 3]], layer('Add', [[X, Y]]))).toEqual([1, 3]);
});

test('arrays among the tensors of a layer are of one sample', () => {
  const two = layer('Add', [[X, array(1, 2, 3)]]);
  expect([made([[2, 3]], two), count([[2, 3]], two)]).toEqual([[2, 3], 6n]);
  const three = layer('Multiply', [[X, X, array(1, 4, 3)]]);
  expect([made([[1, 3]], three), count([[1, 3]], three)]).toEqual([[4, 3], 24n]);
  expect(() => made([[2, 3]], layer('Add', [[X, array(5, 2, 3)]]))).toThrow('fixes the batch');
});

test('arrays are joined to tensors by layers and operations', () => {
  const joined = layer('Concatenate', [[X, array(1, 2, 5)]], { axis: -1 });
  expect(made([[2, 3]], joined)).toEqual([2, 8]);
  expect(made([[2, 3]], operation('Concatenate', [[array(1, 4, 3), X]], { axis: 1 }))).toEqual([
    6, 3,
  ]);
  // The operation joins samples unless it says otherwise.
  expect(() => made([[2, 3]], operation('Concatenate', [[X, X]]))).toThrow('axis 0');
});

test('a layer that would read an array as a tensor says so', () => {
  const dot = layer('Dot', [[X, array(1, 3)]], { axes: -1 });
  expect(() => made([[3]], dot)).toThrow('layer it (Dot): it is called on a constant array');
});

test('Keras 2 names a constant in front of an operation as it names tensors', () => {
  const left = (value: unknown) => ({
    class_name: 'TFOpLambda',
    config: { function: 'math.subtract' },
    inbound_nodes: [['_CONSTANT_VALUE', -1, value, { y: ['x', 0, 0], name: null }]],
  });
  expect(made([[2, 3]], left(1))).toEqual([2, 3]);
  expect(made([[1, 3]], left(ones(4, 3)))).toEqual([4, 3]);
});

test('glu halves its axis, as an operation', () => {
  expect(made([[4, 6]], operation('Glu', [X]))).toEqual([4, 3]);
  expect(made([[4, 6]], operation('Glu', [X], { axis: 1 }))).toEqual([2, 6]);
  expect(countFlops(model([[4, 6]], operation('Glu', [X]))).forward).toBe(12n);
  expect(() => made([[4, 5]], operation('Glu', [X]))).toThrow('it halves axis -1, which has 5');
});

test.each(['Activation', 'Dense', 'LSTM'])('glu as the activation of %s is refused', (name) => {
  const one = layer(name, [X], { activation: 'glu', units: 4 });
  expect(() => made([[4, 6]], one)).toThrow('activation is glu, which halves its axis');
});

test('a negative is a subtraction, a square a product, a cast nothing', () => {
  const counts = ['Negative', 'Square', 'Cast'].map((name) =>
    count([[2, 3]], operation(name, [X])),
  );
  expect(counts).toEqual([6n, 6n, 0n]);
});
