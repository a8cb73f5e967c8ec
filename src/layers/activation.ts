import { type ActivationFunction, computed, isComputed } from '../elementary/activations.js';
import { activationField, integerField, integerList, numberField } from './fields.js';
import type { LayerOperations } from './forward.js';
import { type Call, oneToOne, trainable } from './layer-class.js';
import { oddAxis } from './messages.js';
import type { Operations } from './operations.js';
import { elements, sampleAxis, type Shape, ShapeError } from './shape.js';
import { axisOf, withActivation } from './tfjs.js';
import { filled, noWeights } from './weights.js';
import { type LayerWork, work } from './work.js';

export interface ActivationConfig {
  readonly activation: ActivationFunction;
}

export const Activation = oneToOne<ActivationConfig>({
  tfjs: withActivation,
  initialWeights: noWeights,
  forward: (x, { config }, input) => activate(x, config.activation, input),
  forwardLacks: ({ activation }) => uncomputed(activation),
  work: activationWork,
  word: {
    name: 'activation',
    fields: { activation: 'activation' },
    required: ['activation'],
    bare: 'activation',
    rank: null,
    short: null,
  },
  read: (keras) => ({ activation: activationField(keras, 'activation', 'linear') }),
  outputShape: (_config, input) => input,
});

/** An activation function of a layer, element by element. */
export function activate<A>(x: LayerOperations<A>, activation: ActivationFunction, z: A): A {
  if (!isComputed(activation)) throw new RangeError(`no executor computes ${activation}`);
  return computed(activation).forward(x, z);
}

/** The name of a function that no executor computes; null for the others. */
export function uncomputed(activation: ActivationFunction): string | null {
  return isComputed(activation) ? null : `activation ${activation}`;
}

export interface ReluConfig {
  /** Largest output; null is no limit. */
  readonly max_value: number | null;
  readonly negative_slope: number;
  readonly threshold: number;
}

export const ReLU = oneToOne<ReluConfig>({
  tfjs: true,
  work: reluWork,
  read: (keras) => ({
    max_value: numberField(keras, 'max_value', null),
    negative_slope: numberField(keras, 'negative_slope', 0),
    threshold: numberField(keras, 'threshold', 0),
  }),
  outputShape: (_config, input) => input,
});

export interface LeakyReluConfig {
  readonly negative_slope: number;
}

/** Keras 2 and TensorFlow.js call the slope `alpha`. */
export const LeakyReLU = oneToOne<LeakyReluConfig>({
  tfjs: ({ config }) => ({ alpha: config.negative_slope }),
  work: leakyReluWork,
  read: (keras) => ({
    negative_slope: numberField(keras, 'negative_slope', numberField(keras, 'alpha', 0.3)),
  }),
  outputShape: (_config, input) => input,
});

export interface PreluConfig {
  /** Keras's axes along which all positions have one slope. */
  readonly shared_axes: readonly number[];
}

export const PReLU = oneToOne<PreluConfig>({
  tfjs: true,
  work: preluWork,
  word: {
    name: 'prelu',
    fields: { shared_axes: 'shape' },
    required: [],
    bare: null,
    rank: null,
    short: null,
  },
  // At 0 both slopes are 0, as in Keras.
  forward: (x, _layer, input) => {
    const below = x.relu(x.multiply(input, -1));
    return x.subtract(x.relu(input), x.multiply(x.weight(0), below));
  },
  // A slope for each position, at first 0, as in Keras.
  initialWeights: ({ config, inputShape }) => [filled('alpha', slopes(config, inputShape), 0)],
  read: (keras) => ({ shared_axes: integerList(keras, 'shared_axes', []) }),
  outputShape: (_config, input) => input,
  parameters: (config, input) => trainable(elements(slopes(config, input))),
});

/** The shape of its slopes. */
function slopes({ shared_axes }: PreluConfig, input: Shape): Shape {
  const shared = new Set(shared_axes.map((axis) => sampleAxis(axis, input)));
  return input.map((size, index) => (shared.has(index) ? 1 : size));
}

export interface EluConfig {
  readonly alpha: number;
}

export const ELU = oneToOne<EluConfig>({
  tfjs: true,
  work: eluWork,
  read: (keras) => ({ alpha: numberField(keras, 'alpha', 1) }),
  outputShape: (_config, input) => input,
});

export interface ThresholdedReluConfig {
  readonly theta: number;
}

export const ThresholdedReLU = oneToOne<ThresholdedReluConfig>({
  tfjs: true,
  work: thresholdedReluWork,
  read: (keras) => ({ theta: numberField(keras, 'theta', 1) }),
  outputShape: (_config, input) => input,
});

export interface SoftmaxConfig {
  /** Keras's axes over which outputs add up to 1. */
  readonly axis: readonly number[];
}

export const Softmax = oneToOne<SoftmaxConfig>({
  tfjs: ({ config }) => ({ axis: axisOf(config.axis) }),
  work: softmaxWork,
  read: (keras) => ({ axis: integerList(keras, 'axis', [-1]) }),
  outputShape: (_config, input) => input,
});

export interface GluConfig {
  /** Keras's axis that is halved. */
  readonly axis: number;
}

/** One half of an axis times the sigmoid of the other: Y. Dauphin et al., arXiv:1612.08083. */
export const Glu = oneToOne<GluConfig>({
  work: gluWork,
  read: (keras) => ({ axis: integerField(keras, 'axis', Number.MIN_SAFE_INTEGER, -1) }),
  outputShape: ({ axis }, input) => {
    const halved = sampleAxis(axis, input);
    const size = input[halved] ?? 0;
    if (size % 2 !== 0) throw new ShapeError(oddAxis(size, axis));
    return input.map((length, index) => (index === halved ? length / 2 : length));
  },
});

/** The function once for each element; a softmax's exponentials, sum and division are in its count. */
function activationWork(layer: Call<ActivationConfig>): LayerWork {
  return functionWork(layer, layer.config.activation);
}

/** A limit, slope or threshold of its own does not change the count. */
function reluWork(layer: Call<ReluConfig>): LayerWork {
  return functionWork(
    layer,
    layer.config.negative_slope !== 0
      ? 'leaky_relu'
      : layer.config.max_value === 6
        ? 'relu6'
        : 'relu',
  );
}

function leakyReluWork(layer: Call<LeakyReluConfig>): LayerWork {
  return functionWork(layer, 'leaky_relu');
}

/** The gradient of its slopes is a sum of products element by element, which no convention counts. */
function preluWork(layer: Call<PreluConfig>): LayerWork {
  return functionWork(layer, 'prelu');
}

function eluWork(layer: Call<EluConfig>): LayerWork {
  return functionWork(layer, 'elu');
}

function thresholdedReluWork(layer: Call<ThresholdedReluConfig>): LayerWork {
  return functionWork(layer, 'threshold');
}

function softmaxWork(layer: Call<SoftmaxConfig>): LayerWork {
  return functionWork(layer, 'softmax');
}

/** Once for each element that is left. */
function gluWork(layer: Call<GluConfig>): LayerWork {
  return work({ forward: { glu: elements(layer.outputShape) } });
}

export function activated(activation: ActivationFunction, count: bigint): Operations {
  return activation === 'linear' ? {} : { [activation]: count };
}

function functionWork(
  layer: { readonly outputShape: readonly number[] },
  activation: ActivationFunction,
): LayerWork {
  return work({ forward: activated(activation, elements(layer.outputShape)) });
}
