import { RandomStream } from '../../random/stream.js';

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
