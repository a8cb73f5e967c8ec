import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { architectureOf } from '../../src/network/architecture.js';
import { countParameters } from '../../src/network/network.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { TopologyError } from '../../src/layers/shape.js';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

function sequential(...layers: readonly unknown[]): unknown {
  return { class_name: 'Sequential', config: { name: 'sequential', layers } };
}

const INPUT = { class_name: 'InputLayer', config: { batch_shape: [null, 4], name: 'input' } };

test('a Sequential model of Keras 3 is read with its InputLayer', () => {
  const network = networkFromTopology(fixture('keras3-sequential.json'));
  expect(network.inputShapes).toEqual([[8, 8]]);
  expect(network.layers.map((layer) => [layer.name, layer.outputShape])).toEqual([
    ['input_layer', [8, 8]],
    ['flatten', [64]],
    ['dense', [5]],
    ['dropout', [5]],
    ['dense_1', [3]],
  ]);
  // 64 x 5 without bias, 5 x 3 + 3
  expect(countParameters(network)).toBe(338n);
});

test('an alias and an activation written as an object are understood', () => {
  const network = networkFromTopology(fixture('keras3-sequential.json'));
  expect(network.layers[2]?.config).toEqual({ units: 5, activation: 'silu', use_bias: false });
  expect(network.layers[4]?.config).toMatchObject({ activation: 'softmax' });
});

test('the model.json of TensorFlow.js is read, the input shape from its first layer', () => {
  const network = networkFromTopology(fixture('tfjs-model.json'));
  expect(network.inputShapes).toEqual([[4, 4]]);
  expect(network.layers.map((layer) => layer.class)).toEqual(['Flatten', 'Dense', 'Activation']);
  expect(countParameters(network)).toBe(119n); // 16 x 7 + 7
});

test('a topology under model_config is read too', () => {
  const model_config = sequential(INPUT, { class_name: 'Dense', config: { units: 2 } });
  const network = networkFromTopology({ modelTopology: { keras_version: '2.11', model_config } });
  expect(countParameters(network)).toBe(10n); // 4 x 2 + 2
});

test.each(['keras2-functional.json', 'keras3-functional.json'])(
  'the links of a functional chain are followed: %s',
  (name) => {
    const network = networkFromTopology(fixture(name));
    expect(network.inputShapes).toEqual([[6]]);
    expect(network.layers.slice(1).map((layer) => layer.inbound)).toEqual(
      network.layers.slice(1).map((_, layer) => [{ layer, output: 0 }]),
    );
  },
);

test('two layers may read the same one', () => {
  const node = (name: string) => [[[name, 0, 0, {}]]];
  const dense = (name: string, units: number, source: string) => ({
    class_name: 'Dense',
    config: { name, units },
    inbound_nodes: node(source),
  });
  const layers = [
    INPUT,
    dense('trunk', 3, 'input'),
    dense('a', 2, 'trunk'),
    dense('b', 5, 'trunk'),
  ];
  const network = networkFromTopology({ class_name: 'Model', config: { layers } });
  expect(network.layers.map((layer) => layer.inbound)).toEqual([
    [{ input: 0 }],
    [{ layer: 0, output: 0 }],
    [{ layer: 1, output: 0 }],
    [{ layer: 1, output: 0 }],
  ]);
});

test('a layer class that is not known is named', () => {
  const json = sequential(INPUT, { class_name: 'Conv9D', config: { name: 'odd' } });
  expect(() => networkFromTopology(json)).toThrow(
    'layer odd has the unknown class Conv9D; docs/flops.md lists',
  );
});

test('an activation that is not known is named with its layer', () => {
  const layer = { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'sine' } };
  expect(() => networkFromTopology(sequential(INPUT, layer))).toThrow(
    'layer d (Dense): activation is wrong; got "sine"; expected one of linear, relu',
  );
});

test.each([
  ['units is missing', { name: 'd' }, 'layer d (Dense): units is missing; expected a whole number'],
  ['units is no number', { name: 'd', units: '5' }, 'layer d (Dense): units is wrong; got "5"'],
  ['units is 0', { name: 'd', units: 0 }, 'layer d (Dense): units is wrong; got 0'],
  ['use_bias is a text', { name: 'd', units: 1, use_bias: 'no' }, 'expected true or false'],
])('a wrong field names layer and field: %s', (_what, config, message) => {
  const json = sequential(INPUT, { class_name: 'Dense', config });
  expect(() => networkFromTopology(json)).toThrow(message);
});

test.each([
  ['null', null],
  ['a text', 'model'],
  ['a model of no kind', { class_name: 'Pipeline' }],
  ['a model without layers', { class_name: 'Sequential', config: { layers: [] } }],
  ['a layer without a class', sequential({ config: {} })],
  ['an input of unknown size', sequential({ ...INPUT, config: { batch_shape: [null, null] } })],
  ['no input shape', sequential({ class_name: 'Dense', config: { units: 1 } })],
])('what is no usable model is refused: %s', (_what, json) => {
  expect(() => networkFromTopology(json)).toThrow(TopologyError);
});

test('a functional layer that reads nothing is refused', () => {
  const loose = { class_name: 'Dense', config: { name: 'd', units: 1 }, inbound_nodes: [] };
  const json = { class_name: 'Functional', config: { layers: [INPUT, loose] } };
  expect(() => networkFromTopology(json)).toThrow('layer d (Dense) reads no other layer');
});

test('the same network has one architecture, with an InputLayer or without', () => {
  const flat = { class_name: 'Flatten', config: { name: 'f' } };
  const dense = { class_name: 'Dense', config: { name: 'd', units: 2 } };
  const input = { class_name: 'InputLayer', config: { batch_shape: [null, 3, 3], name: 'i' } };
  const first = { ...flat, config: { name: 'other', batch_input_shape: [null, 3, 3] } };
  expect(architectureOf(networkFromTopology(sequential(input, flat, dense)))).toEqual(
    architectureOf(networkFromTopology(sequential(first, dense))),
  );
});
