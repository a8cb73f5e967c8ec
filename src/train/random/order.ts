import { RandomStream } from '../../random/stream.js';

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
