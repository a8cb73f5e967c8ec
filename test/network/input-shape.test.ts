import { expect, test } from 'vitest';
import { UnknownShapeError } from '../../src/network/keras/input-shape.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

const model = (...shape: readonly (number | null)[]) => ({
  class_name: 'Sequential',
  config: {
    layers: [
      { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, ...shape] } },
      { class_name: 'Dense', config: { name: 'd', units: 2 } },
    ],
  },
});
const without = {
  class_name: 'Sequential',
  config: { layers: [{ class_name: 'Dense', config: { name: 'd', units: 2 } }] },
};

test('open sizes are named with their layer', () => {
  expect(() => networkFromTopology(model(null, 3))).toThrow(UnknownShapeError);
  expect(() => networkFromTopology(model(null, 3))).toThrow(
    'layer in (InputLayer): its shape is [None, 3], with unknown sizes (None)',
  );
});

test('open sizes are assumed, those stated stay', () => {
  expect(networkFromTopology(model(null, 3), { assumed: 128 }).inputShapes).toEqual([[128, 3]]);
});

test('a shape that is given is taken where it fits what is stated', () => {
  expect(networkFromTopology(model(null, 3), { inputShapes: [[7, 3]] }).inputShapes).toEqual([
    [7, 3],
  ]);
  expect(() => networkFromTopology(model(null, 3), { inputShapes: [[7, 4]] })).toThrow(
    'the given input shape differs from the one in the model; got [7, 4]; expected [None, 3]',
  );
  expect(() => networkFromTopology(model(null, 3), { inputShapes: [[3]] })).toThrow(
    'got [3]; expected',
  );
});

test('a model that states none needs one', () => {
  expect(() => networkFromTopology(without)).toThrow(UnknownShapeError);
  expect(networkFromTopology(without, { inputShapes: [[9]] }).inputShapes).toEqual([[9]]);
});

test('the shape that a Sequential model was built on is one', () => {
  const built = { ...without, config: { ...without.config, build_input_shape: [null, 5] } };
  expect(networkFromTopology(built).inputShapes).toEqual([[5]]);
});
