import type { Network } from '../../model/network.js';

/**
 * The number by which each layer draws its random numbers: its index among the layers without
 * dropout, so that a network starts from the same weights with and without it. A dropout has the
 * number of the layer before it.
 */
export function layerNumbers({ layers }: Network): readonly number[] {
  let next = 0;
  return layers.map((layer) => (layer.class === 'Dropout' ? Math.max(0, next - 1) : next++));
}
