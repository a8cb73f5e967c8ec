import type { ActivationFunction } from './activation-function.js';
import { activationField, integerField, integerList, numberField } from './fields.js';
import { type LayerHandler, oneToOne, trainable } from './layer-class.js';
import { oddAxis } from './messages.js';
import type { Operations } from './operations.js';
import { elements, sampleAxis, ShapeError } from './shape.js';
import { type LayerWork, work } from './work.js';

export interface ActivationConfig {
  readonly activation: ActivationFunction;
}

export const ACTIVATION = oneToOne<ActivationConfig>({
  read: (keras) => ({ activation: activationField(keras, 'activation', 'linear') }),
  outputShape: (_config, input) => input,
});

export interface ReluConfig {
  /** Largest output; null is no limit. */
  readonly max_value: number | null;
  readonly negative_slope: number;
  readonly threshold: number;
}

export const RELU = oneToOne<ReluConfig>({
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
export const LEAKY_RELU = oneToOne<LeakyReluConfig>({
  read: (keras) => ({
    negative_slope: numberField(keras, 'negative_slope', numberField(keras, 'alpha', 0.3)),
  }),
  outputShape: (_config, input) => input,
});

export interface PreluConfig {
  /** Keras's axes along which all positions have one slope. */
  readonly shared_axes: readonly number[];
}

export const PRELU = oneToOne<PreluConfig>({
  read: (keras) => ({ shared_axes: integerList(keras, 'shared_axes', []) }),
  outputShape: (_config, input) => input,
  parameters: ({ shared_axes }, input) => {
    const shared = new Set(shared_axes.map((axis) => sampleAxis(axis, input)));
    return trainable(elements(input.map((size, index) => (shared.has(index) ? 1 : size))));
  },
});

export interface EluConfig {
  readonly alpha: number;
}

export const ELU = oneToOne<EluConfig>({
  read: (keras) => ({ alpha: numberField(keras, 'alpha', 1) }),
  outputShape: (_config, input) => input,
});

export interface ThresholdedReluConfig {
  readonly theta: number;
}

export const THRESHOLDED_RELU = oneToOne<ThresholdedReluConfig>({
  read: (keras) => ({ theta: numberField(keras, 'theta', 1) }),
  outputShape: (_config, input) => input,
});

export interface SoftmaxConfig {
  /** Keras's axes over which outputs add up to 1. */
  readonly axis: readonly number[];
}

export const SOFTMAX = oneToOne<SoftmaxConfig>({
  read: (keras) => ({ axis: integerList(keras, 'axis', [-1]) }),
  outputShape: (_config, input) => input,
});

export interface GluConfig {
  /** Keras's axis that is halved. */
  readonly axis: number;
}

/** One half of an axis times the sigmoid of the other: Y. Dauphin et al., arXiv:1612.08083. */
export const GLU = oneToOne<GluConfig>({
  read: (keras) => ({ axis: integerField(keras, 'axis', Number.MIN_SAFE_INTEGER, -1) }),
  outputShape: ({ axis }, input) => {
    const halved = sampleAxis(axis, input);
    const size = input[halved] ?? 0;
    if (size % 2 !== 0) throw new ShapeError(oddAxis(size, axis));
    return input.map((length, index) => (index === halved ? length / 2 : length));
  },
});

/** The function once for each element; a softmax's exponentials, sum and division are in its count. */
export const activationWork: LayerHandler<ActivationConfig> = (layer) =>
  functionWork(layer, layer.config.activation);

/** A limit, slope or threshold of its own does not change the count. */
export const reluWork: LayerHandler<ReluConfig> = (layer) =>
  functionWork(
    layer,
    layer.config.negative_slope !== 0
      ? 'leaky_relu'
      : layer.config.max_value === 6
        ? 'relu6'
        : 'relu',
  );

export const leakyReluWork: LayerHandler<LeakyReluConfig> = (layer) =>
  functionWork(layer, 'leaky_relu');

/** The gradient of its slopes is a sum of products element by element, which no convention counts. */
export const preluWork: LayerHandler<PreluConfig> = (layer) => functionWork(layer, 'prelu');

export const eluWork: LayerHandler<EluConfig> = (layer) => functionWork(layer, 'elu');

export const thresholdedReluWork: LayerHandler<ThresholdedReluConfig> = (layer) =>
  functionWork(layer, 'threshold');

export const softmaxWork: LayerHandler<SoftmaxConfig> = (layer) => functionWork(layer, 'softmax');

/** Once for each element that is left. */
export const gluWork: LayerHandler<GluConfig> = (layer) =>
  work({ forward: { glu: elements(layer.outputShape) } });

export function activated(activation: ActivationFunction, count: bigint): Operations {
  return activation === 'linear' ? {} : { [activation]: count };
}

function functionWork(
  layer: { readonly outputShape: readonly number[] },
  activation: ActivationFunction,
): LayerWork {
  return work({ forward: activated(activation, elements(layer.outputShape)) });
}
