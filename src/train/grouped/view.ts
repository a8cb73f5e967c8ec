import { rowOf } from '../../layers/classes.js';
import type { Call, LayerClass } from '../../layers/layer-class.js';
import { drawsOf, type Draws, type InitialWeight, NO_DRAWS } from '../../layers/weights.js';
import type { Layer, Network } from '../../network/network.js';
import type { NamedWeight } from '../kept-model.js';
import * as messages from '../messages.js';
import { layerNumbers } from '../seeded.js';

type AnyClass = LayerClass<unknown>;
type AnyCall = Call<unknown>;

/** What is known of a layer's class, whichever it is. */
export function classOfLayer(layer: Layer): AnyClass {
  return rowOf(layer) as unknown as AnyClass;
}

/** Why no program trains a network; null where one does. */
export function programLacks(network: Network): string | null {
  const last = network.layers.at(-1);
  if (last?.class !== 'Dense' || last.config.activation !== 'softmax') {
    return messages.hasNoSoftmax();
  }
  if (network.inputShapes.length > 1) return messages.hasSeveralInputs();
  for (const layer of withoutSoftmax(network).layers) {
    const { forward, forwardLacks, initialWeights } = classOfLayer(layer);
    if (forward === undefined || initialWeights === undefined) {
      return messages.hasOtherLayer(layer.class);
    }
    const setting = forwardLacks?.(layer.config) ?? null;
    if (setting !== null) return messages.hasSetting(layer.name, setting);
    if (!layer.trainable || layer.inbound.length !== 1) return messages.hasOtherLayer(layer.class);
  }
  return null;
}

/** Whether the first layer with weights is a dense one that reads all pixels of an image. */
export function beginsWithProduct({ layers }: Network): boolean {
  const first = layers.find(({ params }) => params > 0n);
  return first?.class === 'Dense' && first.inputShape.length === 1;
}

/**
 * What a layer adds to the seconds that XLA takes to compile a network, by those of a dense one of two
 * hidden layers, and how a FLOP of a network with it compares: LeNets, a GRU, an LSTM and
 * batch-normalized MLPs, K = 1 to 4, on one thread.
 */
const EFFORTS: Readonly<Record<string, readonly [compile: number, flop: number]>> = {
  Dense: [0.3, 1],
  Conv1D: [1.2, 3],
  Conv2D: [1.7, 3],
  DepthwiseConv2D: [2.5, 10],
  SeparableConv2D: [2.5, 10],
  MaxPooling1D: [0.3, 1],
  MaxPooling2D: [0.4, 1],
  BatchNormalization: [1, 1.5],
  LayerNormalization: [1, 1.5],
  SimpleRNN: [1.5, 2],
  GRU: [2.5, 2],
  LSTM: [2.5, 2],
  Embedding: [0.5, 1],
};

/** How a network's program compares with that of a dense one; estimates and packing rest on it. */
export function effortOf({ layers }: Network): { readonly compile: number; readonly flop: number } {
  const each = layers.map((layer) => EFFORTS[layer.class] ?? [0.1, 1]);
  const others = layers.some((layer) => (EFFORTS[layer.class]?.[1] ?? 1) > 1);
  return {
    compile: others
      ? Math.max(
          1,
          each.reduce((sum, [compile]) => sum + compile, 0),
        )
      : 1,
    flop: Math.max(1, ...each.map(([, flop]) => flop)),
  };
}

/** The same network up to its logits: the softmax at its end is part of the loss. */
export function withoutSoftmax(network: Network): Network {
  const last = network.layers.at(-1);
  if (last?.class !== 'Dense') return network;
  const output: Layer = { ...last, config: { ...last.config, activation: 'linear' } };
  return { ...network, layers: [...network.layers.slice(0, -1), output] };
}

/** A weight of a network, and where it belongs. */
export interface NetworkWeight extends InitialWeight {
  /** Index of its layer, and its place among the weights of that. */
  readonly layer: number;
  readonly place: number;
}

/** All weights of a network before the first step, layer by layer. */
export function initialWeightsOf(network: Network, seed: number): NetworkWeight[] {
  const numbers = layerNumbers(network);
  return weights(network, (index) => drawsOf(seed, numbers[index] ?? 0));
}

/** The same without their values. */
export function weightShapesOf(network: Network): NetworkWeight[] {
  return weights(network, () => NO_DRAWS);
}

function weights(network: Network, drawsFor: (layer: number) => Draws): NetworkWeight[] {
  return network.layers.flatMap((layer, index) => {
    if (layer.shares !== null) return [];
    const own = classOfLayer(layer).initialWeights?.(layer as AnyCall, drawsFor(index)) ?? [];
    return own.map((weight, place) => ({ ...weight, layer: index, place }));
  });
}

/** An executor's arrays of a network, in the order of its weights, by TensorFlow.js's names. */
export function namedWeights(network: Network, arrays: readonly Float32Array[]): NamedWeight[] {
  return weightShapesOf(network).map(({ name, shape, layer }, index) => ({
    name: `${network.layers[layer]?.name ?? ''}/${name}`,
    shape,
    values: arrays[index] ?? new Float32Array(),
  }));
}

/**
 * What decides how a network is computed: networks of equal text have weights of equal shapes, and
 * the same operations. Names do not matter; the numbers by which layers draw do.
 */
export function architectureOf(network: Network): string {
  const numbers = layerNumbers(network);
  return JSON.stringify([
    network.inputShapes,
    network.layers.map(({ class: name, config, inbound, shares }, index) => [
      name,
      config,
      inbound,
      shares,
      numbers[index],
    ]),
  ]);
}

/**
 * Multiply-accumulates of a forward pass, about: each weight at every position of its layer's input.
 * What a call may do at once is measured by it, so that it must not depend on the machine.
 */
export function productsOf(network: Network): number {
  return network.layers.reduce((sum, { params, inputShape }) => {
    const positions = inputShape.slice(0, -1).reduce((product, size) => product * size, 1);
    return sum + Number(params) * positions;
  }, 0);
}
