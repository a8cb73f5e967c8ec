import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { isLayerClass, layerClassNamed } from '../../src/layers/classes.js';
import type { Network } from '../../src/network/network.js';
import { TFJS_CLASSES, tfjsTopology } from '../../src/network/tfjs-topology.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { randomModel } from '../flops/random-models.js';

/** What TensorFlow.js registers that is no layer of a model. */
const NO_LAYERS = [
  // Models, and bases that nobody instantiates.
  /^(Model|Functional|Sequential|BaseRandomLayer|SeparableConv|ConvRNN2D)$/,
  // Parts of recurrent layers.
  /Cell(s)?$/,
  // Activation functions, initialisers, constraints, regularisers, optimisers.
  /^[a-z]/,
  /^(Constant|Ones|Zeros|Identity|Orthogonal|RandomNormal|RandomUniform|TruncatedNormal|VarianceScaling)$/,
  /^(Glorot|He|LeCun)(Normal|Uniform)$/,
  /^(MaxNorm|MinMaxNorm|NonNeg|UnitNorm|L1L2)$/,
  /^(Adadelta|Adagrad|Adam|Adamax|Momentum|RMSProp|SGD)$/,
];

const registered = Object.keys(tf.serialization.SerializationMap.getMap().classNameMap).filter(
  (name) => !NO_LAYERS.some((pattern) => pattern.test(name)),
);

test('TensorFlow.js registers layers', () => {
  expect(registered.length).toBeGreaterThan(50);
});

test.each(registered)('%s, which TensorFlow.js registers, is known', (name) => {
  expect(layerClassNamed(name)).not.toBeNull();
});

test('of the classes that we know, TensorFlow.js has those that the table says', () => {
  expect([...TFJS_CLASSES].filter((name) => !registered.includes(name))).toEqual([]);
  expect(registered.filter((name) => isLayerClass(name) && !TFJS_CLASSES.has(name))).toEqual([]);
});

describe('a network written for TensorFlow.js and read again is the same', () => {
  for (const kind of ['dense', 'convolutional', 'recurrent', 'shared'] as const) {
    for (let seed = 1; seed <= 10; seed += 1) {
      test(`${kind} model ${seed}`, () => {
        const network = networkFromTopology(randomModel(kind, seed));
        const again = networkFromTopology(tfjsTopology(network));
        expect(facts(again)).toEqual(facts(network));
      });
    }
  }
});

/** In an order of their own: calls of a shared layer may be listed together. */
function facts(network: Network): readonly string[] {
  const rows = network.layers.map(({ class: name, inputShapes, outputShapes, params, trains }) => [
    // What is flat already is not flattened there.
    name === 'Flatten' && inputShapes[0]?.length === 1 ? 'Activation' : name,
    inputShapes,
    outputShapes,
    params.toString(),
    trains,
  ]);
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

test('what TensorFlow.js lacks is named with its layer', () => {
  const model = (class_name: string, config: object) => ({
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 4, 4, 4] } },
        { class_name, config: { name: 'it', ...config } },
      ],
    },
  });
  const message = (class_name: string, config: object) => () =>
    tfjsTopology(networkFromTopology(model(class_name, config)));
  expect(message('GroupNormalization', { groups: 2 })).toThrow(
    'layer it (GroupNormalization): TensorFlow.js 4.22 has no GroupNormalization layer',
  );
  expect(message('Conv2D', { filters: 2, kernel_size: 1, groups: 2 })).toThrow(
    'no convolution in groups',
  );
  expect(message('Dense', { units: 2, activation: 'celu' })).toThrow('no activation celu');
});
