import type { Network, TensorRef } from './network.js';

/**
 * What decides a network's results, as plain JSON: the shapes of its inputs, then each layer's
 * class, its settings with every default written out, and which entries it reads. Names are left
 * out, and so are InputLayers, which only repeat an input's shape.
 */
export function architectureOf(network: Network): readonly unknown[] {
  const entries: unknown[] = network.inputShapes.map((input) => ({ input }));
  const tensorOfLayer: (readonly unknown[])[] = [];
  const entryOf = (tensor: TensorRef): unknown => {
    if ('input' in tensor) return tensor.input;
    return tensorOfLayer[tensor.layer]?.[tensor.output];
  };
  for (const layer of network.layers) {
    if (layer.class === 'InputLayer') {
      tensorOfLayer.push([layer.inbound.map(entryOf)[0]]);
      continue;
    }
    // A first output is its entry's number, one after it a pair of that and which.
    const index = entries.length;
    tensorOfLayer.push(
      layer.outputShapes.map((_, output) => (output === 0 ? index : [index, output])),
    );
    const shared = layer.shares === null ? {} : { shares: tensorOfLayer[layer.shares]?.[0] };
    const frozen = layer.trainable ? {} : { trainable: false };
    entries.push({
      class: layer.class,
      config: layer.config,
      inbound: layer.inbound.map(entryOf),
      ...shared,
      ...frozen,
    });
  }
  return entries;
}
