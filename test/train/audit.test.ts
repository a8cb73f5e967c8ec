import { describe, expect, test } from 'vitest';
import { expectedProducts } from '../../src/flops/executed-totals.js';
import { countParameters } from '../../src/model/parameters.js';
import { networkFromTopology } from '../../src/model/keras/topology.js';
import { tfjsTopology } from '../../src/model/tfjs-topology.js';
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
