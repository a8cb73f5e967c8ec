import { expect, test } from 'vitest';
import { networkFromTopology } from '../../src/model/keras/topology.js';
import { TopologyError } from '../../src/model/topology-error.js';

const DENSE = { class_name: 'Dense', config: { units: 2 } };

function repeated(levels: number, around: (inner: object) => object, inner: object = DENSE) {
  let json = inner;
  for (let level = 0; level < levels; level += 1) json = around(json);
  return { class_name: 'Sequential', config: { name: 'm', layers: [json] } };
}

const model = (inner: object) => ({
  class_name: 'Sequential',
  config: { name: 'm', layers: [inner] },
});
const wrapper = (inner: object) => ({ class_name: 'TimeDistributed', config: { layer: inner } });

test.each([
  ['models in models', model],
  ['wrapped layers', wrapper],
  ['lists', (inner: object) => [inner]],
])('two thousand levels of %s are refused, not a fault of the program', (_, around) => {
  const read = () => networkFromTopology(repeated(2000, around), { inputShapes: [[4]] });
  expect(read).toThrow(TopologyError);
  expect(read).toThrow(
    /nested too deeply; got more than 400 levels of JSON|no list|without class_name/,
  );
});

test('a depth that a person might reach is read', () => {
  // A dense layer of 2 units on 4 numbers: 4 x 2 weights and 2 biases.
  const { layers } = networkFromTopology(repeated(60, model), { inputShapes: [[4]] });
  expect(layers.map(({ params }) => Number(params))).toEqual([10]);
});
