import { describe, expect, test } from 'vitest';
import { expectedProducts } from '../../src/flops/executed-totals.js';
import { countParameters } from '../../src/network/network.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { tfjsTopology } from '../../src/network/tfjs-topology.js';
import { runStep } from '../../src/train/audit/run-step.js';
import { randomModel, type ModelKind } from '../flops/random-models.js';

/** Models of each kind. */
const KINDS: Readonly<Record<ModelKind, number>> = {
  dense: 60,
  convolutional: 120,
  recurrent: 120,
  shared: 40,
  wrapped: 60,
};

describe('what is counted as executed is what TensorFlow.js runs', () => {
  for (const [kind, count] of Object.entries(KINDS) as [ModelKind, number][]) {
    for (let seed = 1; seed <= count; seed += 1) {
      test(`${kind} model ${seed}`, async () => {
        const batch = 1 + (seed % 3);
        const network = networkFromTopology(randomModel(kind, seed));
        const executed = await runStep(tfjsTopology(network), batch);
        const counted = expectedProducts(network, batch);
        expect(executed.params).toBe(Number(countParameters(network)));
        expect(executed.inference).toEqual(counted.inference);
        expect(executed.training).toEqual(counted.training);
      });
    }
  }
});

/** Two inputs; the layer reads the first, and what is made of its outputs is added to the second. */
function severalOutputs(layer: object, outputs: readonly number[]): object {
  const dense = (name: string, from: readonly unknown[]) => ({
    class_name: 'Dense',
    name,
    config: { name, units: 2 },
    inbound_nodes: [[[...from, {}]]],
  });
  const read = outputs.map((output) => dense(`of_${output}`, ['it', 0, output]));
  const names = [...outputs.map((output) => `of_${output}`), 'of_other'];
  const inputs = ['one', 'other'].map((name) => ({
    class_name: 'InputLayer',
    name,
    config: { name, batch_input_shape: [null, ...(name === 'one' ? [5, 3] : [3])] },
    inbound_nodes: [],
  }));
  return {
    class_name: 'Model',
    config: {
      name: 'several',
      layers: [
        ...inputs,
        { ...layer, name: 'it', inbound_nodes: [[['one', 0, 0, {}]]] },
        ...read,
        dense('of_other', ['other', 0, 0]),
        {
          class_name: 'Concatenate',
          name: 'all',
          config: { name: 'all' },
          inbound_nodes: [names.map((name) => [name, 0, 0, {}])],
        },
      ],
      input_layers: [
        ['one', 0, 0],
        ['other', 0, 0],
      ],
      output_layers: [['all', 0, 0]],
    },
  };
}

const LSTM = { class_name: 'LSTM', config: { name: 'it', units: 4, return_state: true } };
const BOTH = {
  class_name: 'Bidirectional',
  config: {
    name: 'it',
    merge_mode: null,
    layer: { class_name: 'LSTM', config: { name: 'inner', units: 4 } },
  },
};

test.each([
  [LSTM, [0]],
  [LSTM, [1]],
  [LSTM, [0, 2]],
  [BOTH, [0, 1]],
])('a layer runs forward for each of its outputs that is read: %j, %j', async (layer, outputs) => {
  const network = networkFromTopology(severalOutputs(layer, outputs));
  const executed = await runStep(tfjsTopology(network), 2);
  const counted = expectedProducts(network, 2);
  expect([executed.inference, executed.training]).toEqual([counted.inference, counted.training]);
});
