import { describe, expect, test } from 'vitest';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { TopologyError } from '../../src/layers/shape.js';

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

describe('models that call the model in them twice', () => {
  const input = {
    class_name: 'InputLayer',
    name: 'in',
    config: { name: 'in', batch_input_shape: [null, 3, 4] },
    inbound_nodes: [],
  };
  const reads = (name: string, call = 0) => [[name, call, 0, {}]];
  const functional = (inner: readonly object[], output: readonly unknown[]) => ({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [input, ...inner],
      input_layers: [['in', 0, 0]],
      output_layers: [output],
    },
  });

  /** Counted are 2 calls at the bottom, and above it 3 and twice what is below: 5 x 2^levels - 3. */
  function doubling(levels: number, bottom: object | null) {
    let json =
      bottom === null
        ? functional([], ['in', 0, 0])
        : functional([{ ...bottom, name: 'x', inbound_nodes: [reads('in')] }], ['x', 0, 0]);
    for (let level = 0; level < levels; level += 1) {
      const twice = { ...json, name: 'x', inbound_nodes: [reads('in'), reads('x')] };
      json = functional([twice], ['x', 1, 0]);
    }
    return json;
  }
  const activation = { class_name: 'Activation', config: { activation: 'relu' } };
  const wrapped = (layers: number) => ({
    class_name: 'TimeDistributed',
    config: {
      layer: {
        class_name: 'Sequential',
        config: { name: 'w', layers: Array.from({ length: layers }, () => activation) },
      },
    },
  });

  test('are read up to a hundred thousand calls', () => {
    expect(networkFromTopology(doubling(10, activation)).layers).toHaveLength(2 ** 10 + 1);
  });

  test.each([
    // 81,917 calls in 14 levels, 163,837 in 15.
    ['15 levels', doubling(15, activation)],
    ['25 levels', doubling(25, activation)],
    ['of nothing but their input', doubling(25, null)],
    // 2^12 wrappers, each of a model of 100 layers.
    ['of wrapped models', doubling(12, wrapped(100))],
  ])('are refused above: %s', (_, json) => {
    const read = () => networkFromTopology(json);
    expect(read).toThrow(TopologyError);
    expect(read).toThrow(/too many layers; got more than 100000, .*; expected at most 100000/);
  });

  test('of fewer wrapped models are read', () => {
    // 2^5 wrappers.
    expect(networkFromTopology(doubling(5, wrapped(100))).layers).toHaveLength(33);
  });
});
