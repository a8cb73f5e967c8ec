import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField } from '../keras-config.js';
import type { LayerClass } from '../layer-class.js';
import type { Shape } from '../shape.js';
import { TopologyError } from '../topology-error.js';

export interface DenseConfig {
  readonly units: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** One kernel [inputs, units] applied to the last dimension, at every position of those before it. */
export const DENSE: LayerClass<DenseConfig> = {
  read: (keras) => ({
    units: integerField(keras, 'units', 1),
    activation: activationField(keras, 'activation', 'linear'),
    use_bias: booleanField(keras, 'use_bias', true),
  }),
  outputShape: (config, input) => [...input.slice(0, -1), config.units],
  parameters: (config, input) => {
    const units = BigInt(config.units);
    const kernel = BigInt(inputsOf(input)) * units;
    return { trainable: kernel + (config.use_bias ? units : 0n), fixed: 0n };
  },
};

/** Rows of the kernel: the size of the last dimension. */
export function inputsOf(input: Shape): number {
  const last = input.at(-1);
  if (last === undefined) throw new TopologyError('a Dense layer needs an input of one dimension');
  return last;
}
