import { rowOf } from '../../layers/classes.js';
import type { Call, LayerClass } from '../../layers/layer-class.js';
import { drawsOf, type Draws, type InitialWeight, NO_DRAWS } from '../../layers/weights.js';
import type { Layer, Network, TensorRef } from '../../network/network.js';
import type { NamedWeight } from '../kept-model.js';
import { type Compilation, EVALUATION_BATCH } from '../contract.js';
import { patchesOf } from '../memory.js';
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
    if (layer.class === 'Embedding' && !readsPixels(network, layer)) {
      return messages.embedsOther(layer.name);
    }
    const setting = forwardLacks?.(layer.config) ?? null;
    if (setting !== null) return messages.hasSetting(layer.name, setting);
    if (!layer.trainable || layer.inbound.length !== 1 || layer.shares !== null)
      return messages.hasOtherLayer(layer.class);
  }
  return null;
}

/** Values of a pixel. */
const PIXEL_VALUES = 256;

/** Whether an embedding has a row for each value of a pixel, and nothing changes these before it. */
function readsPixels(
  { layers }: Network,
  { config, inbound: [from] }: Layer<'Embedding'>,
): boolean {
  const unchanged = (tensor: TensorRef | undefined): boolean => {
    if (tensor === undefined || 'input' in tensor) return true;
    const { class: name, inbound } = layers[tensor.layer] as Layer;
    return UNCHANGING.has(name) && unchanged(inbound[0]);
  };
  return config.input_dim >= PIXEL_VALUES && unchanged(from);
}

const UNCHANGING: ReadonlySet<string> = new Set(['InputLayer', 'Flatten', 'Reshape']);

/** Whether the first layer with weights is a dense one that reads all pixels of an image. */
export function beginsWithProduct({ layers }: Pick<Network, 'layers'>): boolean {
  const first = layers.find(({ params }) => params > 0n);
  return first?.class === 'Dense' && first.inputShape.length === 1;
}

interface LayerEffort {
  /** What it adds to the seconds that XLA takes to compile a network, by those of a dense one. */
  readonly compile: number;
  /** Seconds of a FLOP of a network with it, by those of a dense one. */
  readonly flop: number;
  /** Seconds that XLA saves of a step of batch 32, against TensorFlow operation by operation. */
  readonly xlaGain: number;
}

/** LeNets, a GRU, an LSTM and batch-normalized MLPs, K = 1 to 4, on one thread: see docs/training.md. */
const EFFORTS: Readonly<Record<string, LayerEffort>> = {
  Dense: { compile: 0.3, flop: 1, xlaGain: 0 },
  Conv1D: { compile: 1.2, flop: 2, xlaGain: 5e-5 },
  Conv2D: { compile: 1.7, flop: 2, xlaGain: 1.8e-4 },
  DepthwiseConv2D: { compile: 2.5, flop: 10, xlaGain: 1e-4 },
  SeparableConv2D: { compile: 2.5, flop: 10, xlaGain: 1e-4 },
  MaxPooling1D: { compile: 0.3, flop: 1, xlaGain: 5e-5 },
  MaxPooling2D: { compile: 0.4, flop: 1, xlaGain: 1.1e-4 },
  BatchNormalization: { compile: 1, flop: 1.5, xlaGain: 5e-5 },
  LayerNormalization: { compile: 1, flop: 1.5, xlaGain: 5e-5 },
  SimpleRNN: { compile: 1.5, flop: 2, xlaGain: 2e-4 },
  GRU: { compile: 2.5, flop: 2, xlaGain: 4e-4 },
  LSTM: { compile: 2.5, flop: 2, xlaGain: 4e-4 },
  Embedding: { compile: 0.5, flop: 1, xlaGain: 0 },
};
const LITTLE: LayerEffort = { compile: 0.1, flop: 1, xlaGain: 0 };

/** How a network's program compares with that of a dense one; estimates and packing rest on it. */
export function effortOf({ layers }: Pick<Network, 'layers'>): LayerEffort {
  const each = layers.map((layer) => EFFORTS[layer.class] ?? LITTLE);
  const sum = (of: 'compile' | 'xlaGain'): number =>
    each.reduce((total, effort) => total + effort[of], 0);
  const flop = Math.max(1, ...each.map((effort) => effort.flop));
  const compile = beginsWithProduct({ layers }) && flop === 1 ? 1 : Math.max(2, sum('compile'));
  return { compile, flop, xlaGain: sum('xlaGain') };
}

/** Elements of a batch's patches at most: 8 MB, about what stays in a processor's caches. */
const MOST_PATCHES = 2 ** 21;

/** The same on a GPU: 64 MB, where each operation is a launch and no cache holds a batch. */
const MOST_PATCHES_ON_CARD = 2 ** 24;

/** Images per forward pass of an evaluation of recurrent networks: a round's arrays stay in caches. */
const LOOPED_BATCH = 250;

/** Images per forward pass of an interpreter's evaluation, whatever the networks are. */
const INTERPRETED_BATCH = 100;

/** Images per forward pass of an evaluation: fewer where layers lay much of each side by side. */
export function evaluationBatch(
  networks: readonly Network[],
  run: Compilation | 'interpreted',
  onCard = false,
): number {
  if (run === 'interpreted') return INTERPRETED_BATCH;
  const counts = new Map<string, number>();
  const patches = networks.map((network) => {
    const architecture = architectureOf(network);
    const count = (counts.get(architecture) ?? 0) + 1;
    counts.set(architecture, count);
    // Windows of equal networks are laid out together; a loop's rounds take their parts in turn.
    const together = isRecurrent(network) ? 1 : count;
    return together * Math.max(0, ...patchesOf(network.layers));
  });
  const largest = Math.max(0, ...patches);
  const most = onCard ? MOST_PATCHES_ON_CARD : MOST_PATCHES;
  const fitting = largest === 0 ? EVALUATION_BATCH : Math.floor(most / largest);
  const batch = networks.some(isRecurrent) ? LOOPED_BATCH : EVALUATION_BATCH;
  return Math.min(batch, Math.max(LEAST_IMAGES, fitting));
}

/**
 * Whether XLA saves more of a training's evaluations than it takes to compile them. It is fixed by
 * the job alone, since sums differ in their last bits. As measured on one thread with LeNets (with
 * and without pooling), GRUs and MLPs, K = 1 to 8: see docs/training.md.
 *
 * @param evaluated images that each network is evaluated on, in all epochs and the test.
 */
export function paysToCompileEvaluation(networks: readonly Network[], evaluated: number): boolean {
  const savedOf = (network: Network): number =>
    effortOf(network).flop < 2 ? 5e-12 * productsOf(network) : 1.5e-6 + 4e-11 * productsOf(network);
  const saved = networks.reduce((sum, network) => sum + evaluated * savedOf(network), 0);
  // A worker beside this one compiles, too.
  const compile = 0.5 + 0.5 * new Set(networks.map(architectureOf)).size;
  return saved > compile;
}

const RECURRENT = { SimpleRNN: true, GRU: true, LSTM: true };

function isRecurrent({ layers }: Pick<Network, 'layers'>): boolean {
  return layers.some(({ class: name }) => name in RECURRENT);
}

/** What an operation costs besides its elements is small against so many images. */
const LEAST_IMAGES = 32;

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
