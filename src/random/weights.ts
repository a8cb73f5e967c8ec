import { RandomStream } from './stream.js';

/**
 * A dense kernel [inputs, units], row-major, uniform in (-limit, limit) with
 * limit = sqrt(6 / (inputs + units)) (Glorot & Bengio, AISTATS 2010; Keras's default).
 *
 * @param layer index among the network's layers: each has numbers of its own.
 */
export function glorotUniform(
  seed: number,
  layer: number,
  inputs: number,
  units: number,
): Float32Array {
  return uniform(seed, layer, 0, inputs * units, Math.sqrt(6 / (inputs + units)));
}

/**
 * So many numbers, uniform in (-limit, limit).
 *
 * @param weight tells the weights of a layer apart.
 */
export function uniform(
  seed: number,
  layer: number,
  weight: number,
  length: number,
  limit: number,
): Float32Array {
  const random = new RandomStream(seed, 'weights', layer, weight);
  return Float32Array.from({ length }, () => (2 * random.unit() - 1) * limit);
}

/**
 * An orthogonal matrix [rows, columns], row-major: its rows or columns, whichever are fewer, are
 * orthonormal (Saxe et al., ICLR 2014; Keras's default of recurrent kernels). Gram and Schmidt's
 * process, modified, on normal numbers; its diagonal is positive, as Keras makes it.
 *
 * @param layer as in `glorotUniform`; `weight` tells the weights of a layer apart.
 */
export function orthogonal(
  seed: number,
  layer: number,
  weight: number,
  rows: number,
  columns: number,
): Float32Array {
  const random = new RandomStream(seed, 'weights', layer, weight);
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
  const vectors = Array.from({ length: short }, () =>
    Float64Array.from({ length: long }, () => random.normal()),
  );
  vectors.forEach((vector, index) => {
    for (const before of vectors.slice(0, index)) subtract(vector, before, dot(vector, before));
    const norm = Math.sqrt(dot(vector, vector));
    vector.forEach((value, at) => {
      vector[at] = value / norm;
    });
  });
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return (rows >= columns ? vectors[column]?.[row] : vectors[row]?.[column]) ?? 0;
  });
}

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function subtract(from: Float64Array, direction: Float64Array, length: number): void {
  from.forEach((value, index) => {
    from[index] = value - length * (direction[index] ?? 0);
  });
}
