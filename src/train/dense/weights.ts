import { glorotUniform } from '../random/glorot-uniform.js';
import type { ParameterSlot } from './layout.js';
import type { DenseNetwork } from './network.js';

/** The weights that a program starts from: kernels drawn from each trial's seed, biases 0. */
export function initialWeights(
  slot: ParameterSlot,
  networks: readonly DenseNetwork[],
  seeds: readonly number[],
): Float32Array {
  const { shape, parts, kind } = slot;
  const [rows = 1, width = 0] = kind === 'kernel' ? shape : [1, ...shape];
  const weights = new Float32Array(rows * width);
  if (kind === 'bias') return weights;
  let left = 0;
  for (const { trial, layer, columns } of parts) {
    const number = networks[trial]?.numbers[layer] ?? 0;
    const own = glorotUniform(seeds[trial] ?? 0, number, rows, columns);
    for (let row = 0; row < rows; row++) {
      weights.set(own.subarray(row * columns, (row + 1) * columns), row * width + left);
    }
    left += columns;
  }
  return weights;
}

/**
 * Each trial's kernels [inputs, units] and biases [units] in turn, first layer first, cut out of
 * the arrays of a layout.
 */
export function weightsByTrial(
  layout: readonly ParameterSlot[],
  arrays: readonly ArrayLike<number>[],
  trials: number,
): Float32Array[][] {
  const found: Float32Array[][] = Array.from({ length: trials }, () => []);
  layout.forEach(({ shape, parts }, slot) => {
    const array = arrays[slot] ?? [];
    const width = shape.at(-1) ?? 0;
    const rows = array.length / width;
    let left = 0;
    for (const { trial, columns } of parts) {
      const own = new Float32Array(rows * columns);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          own[row * columns + column] = array[row * width + left + column] ?? NaN;
        }
      }
      left += columns;
      found[trial]?.push(own);
    }
  });
  return found;
}
