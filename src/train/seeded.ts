import { RandomStream } from '../random/stream.js';
import type { Network } from '../network/network.js';

/**
 * The order in which an epoch visits `count` training images: a Fisher-Yates shuffle. Depends on
 * seed, epoch and count only, so trials of equal seed see the same batches.
 *
 * @param epoch counted from 1.
 */
export function epochOrder(seed: number, epoch: number, count: number): Uint32Array {
  const random = new RandomStream(seed, 'order', epoch);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}

/**
 * The number by which each layer draws its random numbers: its index among the layers without
 * dropout, so that a network starts from the same weights with and without it. A dropout has the
 * number of the layer before it.
 */
export function layerNumbers({ layers }: Network): readonly number[] {
  let next = 0;
  return layers.map((layer) => (layer.class === 'Dropout' ? Math.max(0, next - 1) : next++));
}

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
