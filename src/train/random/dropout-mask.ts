import { RandomStream } from '../../random/stream.js';

/** An output is kept where 31 random bits, as an integer, are at least this. */
export function dropoutThreshold(rate: number): number {
  return Math.round(rate * 2 ** 31);
}

/** What outputs that are kept are multiplied by, so that their mean stays; float32. */
export function dropoutScale(rate: number): number {
  return Math.fround(1 / (1 - rate));
}

/**
 * What a training step multiplies the outputs of a layer with: 0, or the scale. Row-major [rows,
 * units]; fewer rows are a prefix of more.
 *
 * @param layer the number by which the layer draws (`layerNumbers`).
 * @param step of the whole training, from 0.
 */
export function dropoutMask(
  seed: number,
  layer: number,
  step: number,
  [rows, units]: readonly [number, number],
  rate: number,
): Float32Array {
  const random = new RandomStream(seed, 'dropout', step, layer);
  const threshold = dropoutThreshold(rate);
  const scale = dropoutScale(rate);
  const mask = new Float32Array(rows * units);
  for (let index = 0; index < mask.length; index++) {
    mask[index] = (random.uint32() & 0x7fff_ffff) >= threshold ? scale : 0;
  }
  return mask;
}
