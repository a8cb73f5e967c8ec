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
  const random = new RandomStream(seed, 'weights', layer);
  const limit = Math.sqrt(6 / (inputs + units));
  return Float32Array.from({ length: inputs * units }, () => (2 * random.unit() - 1) * limit);
}
