import type { Layer, Network } from '../../model/network.js';
import { GRAPH_ACTIVATIONS, type GraphActivationName } from './activations.js';
import type { DenseTrial } from './layout.js';

/** A network as the compiled trainer sees it, or why it cannot train it. */
export type DenseView =
  | (DenseTrial & {
      readonly state: 'dense';
      /** Index of each dense layer among the network's layers. */
      readonly positions: readonly number[];
    })
  | { readonly state: 'other'; readonly reason: string };

/** Reads a network as dense layers with one activation between them and a softmax at the end. */
export function denseViewOf({ layers }: Network): DenseView {
  const [first, ...rest] = layers;
  const dense = first?.class === 'Flatten' ? rest : layers;
  const offset = layers.length - dense.length;
  const other = dense.find((layer) => !isDense(layer));
  if (other !== undefined) return { state: 'other', reason: `it has a ${other.class} layer` };
  const configs = (dense as Layer<'Dense'>[]).map(({ config }) => config);
  const last = configs.at(-1);
  if (last?.activation !== 'softmax') return { state: 'other', reason: 'it has no softmax output' };
  if (configs.some(({ use_bias }) => !use_bias)) {
    return { state: 'other', reason: 'it has a layer without bias' };
  }
  const activations = new Set(configs.slice(0, -1).map(({ activation }) => activation));
  const [activation = 'linear', ...others] = activations;
  if (others.length > 0) return { state: 'other', reason: 'its activations differ' };
  if (!isKnown(activation)) return { state: 'other', reason: `activation ${activation}` };
  return {
    state: 'dense',
    units: configs.map(({ units }) => units),
    activation,
    positions: dense.map((_, index) => index + offset),
  };
}

function isDense(layer: Layer): layer is Layer<'Dense'> {
  return layer.class === 'Dense';
}

function isKnown(name: string): name is GraphActivationName {
  return name in GRAPH_ACTIVATIONS;
}
