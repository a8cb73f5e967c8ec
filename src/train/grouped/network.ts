import { DENSE_ACTIVATIONS, type DenseActivation } from '../../elementary/activations.js';
import * as messages from '../messages.js';
import type { Layer, Network } from '../../network/network.js';
import { layerNumbers } from '../seeded.js';

/** A network of dense layers one after the other, a softmax at the end. */
export interface DenseNetwork {
  /** Units of each layer, the outputs last. */
  readonly units: readonly number[];
  /** Of all but the last. */
  readonly activation: DenseActivation;
  /** Share of each layer's outputs, but the last's, that a training step sets to zero. */
  readonly dropout: readonly number[];
  /** The number by which each layer draws its random numbers (`layerNumbers`). */
  readonly numbers: readonly number[];
}

/** A network as trainers of dense networks see it, or why they cannot train it. */
export type DenseView =
  | { readonly state: 'dense'; readonly network: DenseNetwork }
  | { readonly state: 'other'; readonly reason: string };

/**
 * Reads a network as dense layers with one activation between them, dropout after any but the last,
 * and a softmax at the end.
 */
export function denseNetworkOf(network: Network): DenseView {
  const numbers = layerNumbers(network);
  const dense: { config: Layer<'Dense'>['config']; number: number; dropout: number }[] = [];
  for (const [index, layer] of network.layers.entries()) {
    const previous = dense.at(-1);
    if (layer.class === 'Dense') {
      dense.push({ config: layer.config, number: numbers[index] ?? 0, dropout: 0 });
    } else if (layer.class === 'Dropout' && previous !== undefined && previous.dropout === 0) {
      previous.dropout = layer.config.rate;
    } else if (layer.class !== 'Flatten' || index > 0) {
      return { state: 'other', reason: messages.hasOtherLayer(layer.class) };
    }
  }
  const last = dense.at(-1);
  if (last?.config.activation !== 'softmax') {
    return { state: 'other', reason: messages.hasNoSoftmax() };
  }
  if (last.dropout > 0) return { state: 'other', reason: messages.dropsOutputs() };
  if (dense.some(({ config }) => !config.use_bias)) {
    return { state: 'other', reason: messages.hasNoBias() };
  }
  const activations = new Set(dense.slice(0, -1).map(({ config }) => config.activation));
  const [activation = 'linear', ...others] = activations;
  if (others.length > 0) return { state: 'other', reason: messages.activationsDiffer() };
  if (!isKnown(activation)) return { state: 'other', reason: messages.hasActivation(activation) };
  return {
    state: 'dense',
    network: {
      units: dense.map(({ config }) => config.units),
      activation,
      dropout: dense.slice(0, -1).map(({ dropout }) => dropout),
      numbers: dense.map(({ number }) => number),
    },
  };
}

/** @throws an Error that says why it is none. */
export function requireDense(network: Network): DenseNetwork {
  const view = denseNetworkOf(network);
  if (view.state === 'dense') return view.network;
  throw new Error(messages.notDense(view.reason));
}

/** Weights and biases of a network. */
export function parametersOf({ units }: DenseNetwork, inputs: number): number {
  return units.reduce(
    (sum, columns, layer) => sum + ((layer === 0 ? inputs : (units[layer - 1] ?? 0)) + 1) * columns,
    0,
  );
}

function isKnown(name: string): name is DenseActivation {
  return DENSE_ACTIVATIONS.some((known) => known === name);
}
