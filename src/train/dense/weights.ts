import { inputsOf } from '../../layers/dense.js';
import type { Network } from '../../model/network.js';
import type { NamedWeight } from '../kept-model.js';
import { glorotUniform } from '../../random/weights.js';
import type { DenseNetwork } from './network.js';

/**
 * What a network starts from: kernels [inputs, units], drawn from its seed, and biases [units], 0,
 * in turn.
 *
 * @param inputs pixels of an image.
 */
export function initialWeights(
  { units, numbers }: DenseNetwork,
  inputs: number,
  seed: number,
): Float32Array[] {
  return units.flatMap((columns, layer) => {
    const rows = layer === 0 ? inputs : (units[layer - 1] ?? 0);
    return [glorotUniform(seed, numbers[layer] ?? 0, rows, columns), new Float32Array(columns)];
  });
}

/**
 * The arrays of an executor by TensorFlow.js's names.
 *
 * @param arrays kernels [inputs, units] and biases [units] in turn.
 */
export function denseWeights(network: Network, arrays: readonly Float32Array[]): NamedWeight[] {
  const dense = network.layers.filter((layer) => layer.class === 'Dense');
  return dense.flatMap(({ name, config: { units }, inputShape }, index): NamedWeight[] => [
    {
      name: `${name}/kernel`,
      shape: [inputsOf(inputShape), units],
      values: arrays[2 * index] ?? new Float32Array(),
    },
    { name: `${name}/bias`, shape: [units], values: arrays[2 * index + 1] ?? new Float32Array() },
  ]);
}
