import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import {
  LAYER_LANGUAGE,
  layersTopology,
  type LayerEntry,
} from '../../src/network/layer-language.js';
import { buildModel, disposeModel, dropoutsOf } from '../../src/train/eager/build-model.js';
import { inputTensor } from '../../src/train/eager/evaluate.js';
import { KERNELS_THAT_WASM_LACKS, missingOnWasm } from '../../src/run/planning/untrainable.js';

it('names kernels that the plain backend has and wasm has not', () => {
  const kernelsOf = (backend: string): readonly string[] =>
    tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
  const [all, wasm] = [kernelsOf('cpu'), kernelsOf('wasm')];
  for (const kernel of Object.values(KERNELS_THAT_WASM_LACKS)) {
    expect(all).toContain(kernel);
    expect(wasm).not.toContain(kernel);
  }
});

it('names layers that a spec can have', () => {
  const classes = Object.values(LAYER_LANGUAGE).map((layer) => layer.class);
  for (const name of Object.keys(KERNELS_THAT_WASM_LACKS)) expect(classes).toContain(name);
});

/** A value for each setting that a layer must be given. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  units: 3,
  filters: 2,
  kernel_size: 2,
  rate: 0.5,
  target_shape: [8, 2],
  activation: 'relu',
  output_dim: 2,
};

/** Layers of a tiny network that has this one, after one with weights, so that it is gone back through. */
function networkWith(name: string): readonly LayerEntry[] {
  const { required = [], rank = null } = LAYER_LANGUAGE[name] ?? {};
  const layer = {
    layer: name,
    settings: Object.fromEntries(required.map((key) => [key, SETTINGS[key]])),
  };
  const flatten = { layer: 'flatten', settings: {} };
  const before = rank === 1 ? [] : [{ layer: 'dense', settings: { units: 4 } }];
  // What keeps a sequence or an image is made flat; a flat sample has nothing to flatten.
  const isFlat = /^global|^flatten$|^simple_rnn$|^gru$|^lstm$/.test(name);
  return [...before, layer, ...(isFlat ? [] : [flatten])];
}

/** Trains a network for a step on wasm; what TensorFlow.js says where it cannot. */
async function trainOnWasm(layers: readonly LayerEntry[]): Promise<string | null> {
  const [batch, classes] = [2, 3];
  const model = await buildModel({
    trial: 't',
    network: networkFromTopology(layersTopology(layers, [4, 4], classes)),
    seed: 1,
    order_seed: 1,
    optimizer: 'sgd',
    learning_rate: 0.1,
    weight_decay: 0,
    batch_size: batch,
    epochs: 1,
    share: 1,
  });
  const x = inputTensor(model, new Float32Array(batch * 16).fill(0.5), batch);
  const y = tf.tensor2d([1, 0, 0, 0, 1, 0], [batch, classes]);
  for (const dropout of dropoutsOf(model)) dropout.begin(0, batch);
  try {
    await model.trainOnBatch(x, y);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    for (const dropout of dropoutsOf(model)) dropout.end();
    tf.dispose([x, y]);
    disposeModel(model);
  }
}

describe('a step on wasm', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  it.each(Object.keys(LAYER_LANGUAGE))(
    'of a network with %s fails where, and only where, that was foretold',
    async (name) => {
      const layers = networkWith(name);
      const network = networkFromTopology(layersTopology(layers, [4, 4], 3));
      const missing = missingOnWasm(network);
      const said = await trainOnWasm(layers);
      if (missing === undefined) expect(said).toBeNull();
      else {
        expect(missing.layer).toBe(name);
        // Which of several it misses first is TensorFlow.js's affair.
        expect(said).toMatch(/^Kernel '\w+' not registered for backend 'wasm'/);
      }
    },
  );
});
