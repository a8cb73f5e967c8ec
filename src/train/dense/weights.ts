import { glorotUniform } from '../random/glorot-uniform.js';
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
