import type { Layer, Network } from '../../model/network.js';
import { layerNumbers } from '../random/layer-numbers.js';
import { GRAPH_ACTIVATIONS, type GraphActivationName } from './activations.js';
import type { DenseTrial } from './layout.js';

/** A network as the compiled trainer sees it, or why it cannot train it. */
export type DenseView =
  | { readonly state: 'dense'; readonly trial: DenseTrial }
  | { readonly state: 'other'; readonly reason: string };

/**
 * Reads a network as dense layers with one activation between them, dropout after any but the last,
 * and a softmax at the end.
 */
export function denseViewOf(network: Network): DenseView {
  const numbers = layerNumbers(network);
  const dense: { config: Layer<'Dense'>['config']; number: number; dropout: number }[] = [];
  for (const [index, layer] of network.layers.entries()) {
    const previous = dense.at(-1);
    if (layer.class === 'Dense') {
      dense.push({ config: layer.config, number: numbers[index] ?? 0, dropout: 0 });
    } else if (layer.class === 'Dropout' && previous !== undefined && previous.dropout === 0) {
      previous.dropout = layer.config.rate;
    } else if (layer.class !== 'Flatten' || index > 0) {
      return { state: 'other', reason: `it has a ${layer.class} layer` };
    }
  }
  const last = dense.at(-1);
  if (last?.config.activation !== 'softmax') {
    return { state: 'other', reason: 'it has no softmax output' };
  }
  if (last.dropout > 0) return { state: 'other', reason: 'it drops outputs of its last layer' };
  if (dense.some(({ config }) => !config.use_bias)) {
    return { state: 'other', reason: 'it has a layer without bias' };
  }
  const activations = new Set(dense.slice(0, -1).map(({ config }) => config.activation));
  const [activation = 'linear', ...others] = activations;
  if (others.length > 0) return { state: 'other', reason: 'its activations differ' };
  if (!isKnown(activation)) return { state: 'other', reason: `activation ${activation}` };
  return {
    state: 'dense',
    trial: {
      units: dense.map(({ config }) => config.units),
      activation,
      dropout: dense.slice(0, -1).map(({ dropout }) => dropout),
      numbers: dense.map(({ number }) => number),
    },
  };
}

function isKnown(name: string): name is GraphActivationName {
  return name in GRAPH_ACTIVATIONS;
}
