import { integerList, numberField } from '../keras/config.js';
import { oneToOne, trainable } from '../layer-class.js';
import { sampleAxis } from '../axes.js';
import { elements } from '../shape.js';

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
