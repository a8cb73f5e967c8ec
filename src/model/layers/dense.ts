import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField } from '../keras/config.js';
import { oneToOne, trainable } from '../layer-class.js';
import { sizeAt, type Shape } from '../shape.js';

export interface DenseConfig {
  readonly units: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** One kernel [inputs, units] applied to the last dimension, at every position of those before it. */
export const DENSE = oneToOne<DenseConfig>({
  read: (keras) => ({
    units: integerField(keras, 'units', 1),
    activation: activationField(keras, 'activation', 'linear'),
    use_bias: booleanField(keras, 'use_bias', true),
  }),
  outputShape: (config, input) => [...input.slice(0, -1), config.units],
  parameters: (config, input) => {
    const units = BigInt(config.units);
    return trainable(BigInt(inputsOf(input)) * units, config.use_bias ? units : 0n);
  },
});

/** Rows of the kernel: the size of the last dimension. */
export function inputsOf(input: Shape): number {
  return sizeAt(input, -1);
}
