import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { countParameters, countTrainableParameters } from '../../src/network/network.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

interface Written {
  /** The version of Keras (2 is tf_keras) that wrote `model.to_json()`, initializers left out. */
  readonly keras: string;
  readonly name: string;
  /** What that Keras says of the model. */
  readonly params: number;
  readonly trainable: number;
  readonly model: object;
}

const WRITTEN = JSON.parse(
  readFileSync(new URL('fixtures/functional-models.json', import.meta.url), 'utf8'),
) as readonly Written[];

const CASES = WRITTEN.map((one) => [one.keras, one.name, one] as const);

test.each(CASES)('Keras %s, %s: parameters are those that it says', (_keras, _name, written) => {
  const network = networkFromTopology(written.model);
  expect(countParameters(network)).toBe(BigInt(written.params));
  expect(countTrainableParameters(network)).toBe(BigInt(written.trainable));
});

test.each(CASES.filter(([keras]) => keras.startsWith('3')))(
  'Keras %s, %s: counts what Keras 2 writes',
  (_keras, name, { model }) => {
    const other = WRITTEN.find((one) => one.name === name && one.keras.startsWith('2'));
    for (const convention of ['notebook', 'mac', 'fvcore'] as const) {
      const [ours, theirs] = [model, other?.model ?? {}].map((one) => {
        const { forward, forward_training, backward } = countFlops(one, { convention });
        return { forward, forward_training, backward };
      });
      expect(ours).toEqual(theirs);
    }
  },
);
