import type { Network } from './network.js';

/**
 * What decides a network's results, as plain JSON: the shape of its input, then each layer's class,
 * its settings with every default written out, and which entries it reads. Names are left out, and
 * so are InputLayers, which only repeat the input's shape.
 */
export function architectureOf(network: Network): readonly unknown[] {
  const entries: unknown[] = [{ input: network.inputShape }];
  const entryOfLayer: number[] = [];
  for (const layer of network.layers) {
    const inbound = layer.inbound.map((index) => entryOfLayer[index] ?? 0);
    if (layer.class === 'InputLayer') {
      entryOfLayer.push(0);
      continue;
    }
    entryOfLayer.push(entries.length);
    entries.push({
      class: layer.class,
      config: layer.config,
      inbound: inbound.length === 0 ? [0] : inbound,
    });
  }
  return entries;
}
