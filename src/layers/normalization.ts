import type { LayerOperations } from './forward.js';
import { booleanField, integerField, integerList, isGiven, wrongField } from './fields.js';
import { type Call, oneToOne, trainable, type Word } from './layer-class.js';
import { channelGroups, groupCount } from './messages.js';
import { elements, type Shape, ShapeError, sizeAlong } from './shape.js';
import { axisOf } from './tfjs.js';
import { filled, type InitialWeight } from './weights.js';
import { type LayerWork, work } from './work.js';

export interface NormalizationConfig {
  /** Keras's axes that have a mean, a scale and an offset of their own for each index. */
  readonly axis: readonly number[];
  /** Whether an offset is learned. */
  readonly center: boolean;
  /** Whether a factor is learned. */
  readonly scale: boolean;
}

/** Its moving mean and variance are parameters that the optimizer does not change. */
export const BatchNormalization = oneToOne<NormalizationConfig>({
  tfjs: ({ config }) => ({ ...config, axis: axisOf(config.axis) }),
  work: batchNormalizationWork,
  word: normalizationWord('batch_normalization', 'bn'),
  // Factor and offset, then the moving mean and variance.
  initialWeights: (layer) => [
    ...learnedWeights(layer),
    ...['moving_mean', 'moving_variance'].map((name, value) => ({
      ...perChannel(layer, name, value),
      trained: false,
    })),
  ],
  forward: batchNormalized,
  forwardLacks: ({ axis }) => otherAxis(axis),
  read: (keras) => ({
    axis: integerList(keras, 'axis', [-1]),
    center: booleanField(keras, 'center', true),
    scale: booleanField(keras, 'scale', true),
  }),
  outputShape: (_config, input) => input,
  parameters: (config, input) => {
    const channels = sizeAlong(config.axis, input);
    return { trainable: learned(config) * channels, fixed: 2n * channels };
  },
});

export const LayerNormalization = oneToOne<NormalizationConfig>({
  tfjs: ({ config }) => ({ ...config, axis: axisOf(config.axis) }),
  work: layerNormalizationWork,
  word: normalizationWord('layer_normalization', 'ln'),
  initialWeights: learnedWeights,
  forward: layerNormalized,
  forwardLacks: ({ axis }) => otherAxis(axis),
  read: (keras) => {
    const rms = booleanField(keras, 'rms_scaling', false);
    return {
      axis: integerList(keras, 'axis', [-1]),
      center: booleanField(keras, 'center', true) && !rms,
      scale: booleanField(keras, 'scale', true) || rms,
    };
  },
  outputShape: (_config, input) => input,
  parameters: (config, input) => trainable(learned(config) * sizeAlong(config.axis, input)),
});

export interface GroupNormalizationConfig extends NormalizationConfig {
  /** Parts of the channels that are normalised together; -1 is each channel alone. */
  readonly groups: number;
}

export const GroupNormalization = oneToOne<GroupNormalizationConfig>({
  work: groupNormalizationWork,
  read: (keras) => {
    const groups = integerField(keras, 'groups', -1, 32);
    if (groups === 0) throw wrongField(keras, 'groups', groupCount());
    return {
      groups,
      axis: integerList(keras, 'axis', [-1]),
      center: booleanField(keras, 'center', true),
      scale: booleanField(keras, 'scale', true),
    };
  },
  outputShape: (config, input) => {
    groupsOf(config, input);
    return input;
  },
  parameters: (config, input) => trainable(learned(config) * sizeAlong(config.axis, input)),
});

export interface RmsNormalizationConfig {
  readonly axis: readonly number[];
}

export const RMSNormalization = oneToOne<RmsNormalizationConfig>({
  work: rmsNormalizationWork,
  read: (keras) => ({ axis: integerList(keras, 'axis', [-1]) }),
  outputShape: (_config, input) => input,
  parameters: ({ axis }, input) => trainable(sizeAlong(axis, input)),
});

export const UnitNormalization = oneToOne<RmsNormalizationConfig>({
  work: unitNormalizationWork,
  read: (keras) => ({ axis: integerList(keras, 'axis', [-1]) }),
  outputShape: (_config, input) => input,
});

/** Groups that a sample's channels fall into. */
export function groupsOf(config: GroupNormalizationConfig, input: Shape): bigint {
  const channels = sizeAlong(config.axis, input);
  const groups = config.groups === -1 ? channels : BigInt(config.groups);
  if (channels % groups === 0n) return groups;
  throw new ShapeError(channelGroups(channels, groups));
}

export interface FixedNormalizationConfig {
  /** Keras's axes whose indices have a mean and a variance of their own. */
  readonly axis: readonly number[];
  /** Whether mean and variance are in the settings, not in weights. */
  readonly given: boolean;
}

/** Keras's Normalization: mean and variance of the dataset, and how many samples made them. */
export const Normalization = oneToOne<FixedNormalizationConfig>({
  work: normalizationWork,
  read: (keras) => ({
    axis: keras.fields['axis'] === null ? [] : integerList(keras, 'axis', [-1]),
    given: isGiven(keras, 'mean'),
  }),
  outputShape: (_config, input) => input,
  parameters: ({ axis, given }, input) => ({
    trainable: 0n,
    fixed: given ? 0n : 2n * sizeAlong(axis, input) + 1n,
  }),
});

// What Keras's normalizations take unless told otherwise, as those of specs do.
const EPSILON = 1e-3;
const MOMENTUM = 0.99;

/** By the batch's mean and variance in training, which the moving ones follow; by those at inference. */
function batchNormalized<A>(
  x: LayerOperations<A>,
  { config: { scale, center }, trainable: trains }: Call<NormalizationConfig>,
  input: A,
): A {
  const first = Number(scale) + Number(center);
  const moving = [first, first + 1].map((place) => x.weight(place)) as [A, A];
  let [mean, variance] = moving;
  if (x.training && trains) {
    mean = x.batchMean(input);
    variance = x.batchMean(x.square(x.subtract(input, mean)));
    [mean, variance].forEach((statistic, index) => {
      const before = x.multiply(moving[index] as A, MOMENTUM);
      x.replaceWeight(first + index, x.add(before, x.multiply(statistic, 1 - MOMENTUM)));
    });
  }
  const root = x.inverseSquareRoot(x.add(variance, EPSILON));
  const factor = scale ? x.multiply(root, x.weight(0)) : root;
  const result = x.multiply(x.subtract(input, mean), factor);
  return center ? x.add(result, x.weight(Number(scale))) : result;
}

function layerNormalized<A>(
  x: LayerOperations<A>,
  { config: { scale, center } }: Call<NormalizationConfig>,
  input: A,
): A {
  const shape = x.shapeOf(input);
  const [last, channels] = [shape.length - 1, shape.at(-1) ?? 1];
  const meanOf = (values: A): A =>
    x.reshape(x.divide(x.sum(values, [last]), channels), [...shape.slice(0, -1), 1]);
  const apart = x.subtract(input, meanOf(input));
  const root = x.inverseSquareRoot(x.add(meanOf(x.square(apart)), EPSILON));
  const standard = x.multiply(apart, root);
  const scaled = scale ? x.multiply(standard, x.weight(0)) : standard;
  return center ? x.add(scaled, x.weight(Number(scale))) : scaled;
}

function otherAxis(axis: readonly number[]): string | null {
  return axis.length === 1 && axis[0] === -1 ? null : `axis ${axis.join()}`;
}

function learned(config: NormalizationConfig): bigint {
  return BigInt(Number(config.center) + Number(config.scale));
}

/**
 * At inference mean, variance, factor and offset are constants, and y = a x + b: a multiplication and
 * an addition for each element. In training mean and variance come from the batch. A frozen layer
 * runs as at inference, as Keras has it.
 */
function batchNormalizationWork(layer: Call<NormalizationConfig>): LayerWork {
  const { center, scale, axis } = layer.config;
  const count = elements(layer.outputShape);
  const scaled = scale ? count : 0n;
  const forward = { batch_normalize: count, batch_normalize_scaled: scaled };
  // a = factor / sqrt(variance + epsilon), b = offset - mean a: in TensorFlow's graph each time.
  const once = {
    batch_normalize_channels: (scale ? 6n : 5n) * sizeAlong(axis, layer.inputShape),
  };
  if (!layer.trainable) return work({ forward, once });
  const training = {
    standardize: count,
    standardize_scale: scaled,
    standardize_offset: center ? count : 0n,
  };
  return work({ forward, once, training });
}

/**
 * Mean and variance come from the sample itself, in training and at inference. Beside the elements,
 * TensorFlow's graph has 1 / sqrt(variance + epsilon) and - mean times that for each mean, 5
 * operations; a learned factor is put into the former, which makes it as large as the output.
 */
function layerNormalizationWork(layer: Call<NormalizationConfig>): LayerWork {
  const { center, scale, axis } = layer.config;
  const count = elements(layer.outputShape);
  const means = count / sizeAlong(axis, layer.inputShape);
  return work({
    forward: {
      standardize: count,
      standardize_scale: scale ? count : 0n,
      standardize_offset: center ? count : 0n,
      statistics: (scale ? 4n : 5n) * means,
    },
  });
}

/** The same, where factor and offset are put into numbers of the size of the channels. */
function groupNormalizationWork(layer: Call<GroupNormalizationConfig>): LayerWork {
  const { center, scale, axis, groups } = layer.config;
  const count = elements(layer.outputShape);
  const channels = sizeAlong(axis, layer.inputShape);
  const means = groups === -1 ? channels : BigInt(groups);
  return work({
    forward: {
      standardize: count,
      group_scale: scale ? count : 0n,
      group_offset: center ? count : 0n,
      statistics: (scale ? 2n * channels + 4n * means : 5n * means) + (center ? channels : 0n),
    },
  });
}

/** TensorFlow's graph has 1 / sqrt(mean + epsilon) for each mean of squares. */
function rmsNormalizationWork(layer: Call<RmsNormalizationConfig>): LayerWork {
  const count = elements(layer.outputShape);
  const means = count / sizeAlong(layer.config.axis, layer.inputShape);
  return work({ forward: { rms_normalize: count, statistics: 3n * means } });
}

/** As above, by the sum of squares, at least epsilon. */
function unitNormalizationWork(layer: Call<RmsNormalizationConfig>): LayerWork {
  const count = elements(layer.outputShape);
  const sums = count / sizeAlong(layer.config.axis, layer.inputShape);
  return work({ forward: { unit_normalize: count, statistics: 2n * sums } });
}

/** (x - mean) / sd, both constants. */
function normalizationWork(layer: Call<FixedNormalizationConfig>): LayerWork {
  const count = elements(layer.outputShape);
  return work({ forward: { subtract: count, divide: count } });
}

/** With factor and offset: TensorFlow.js 4.22 fails to train one without either. */
function normalizationWord(name: string, short: string): Word {
  return { name, fields: {}, required: [], bare: null, rank: null, short };
}

/** Factor and offset, where it learns them. */
function learnedWeights(layer: Call<NormalizationConfig>): readonly InitialWeight[] {
  const { center, scale } = layer.config;
  return [
    ...(scale ? [perChannel(layer, 'gamma', 1)] : []),
    ...(center ? [perChannel(layer, 'beta', 0)] : []),
  ];
}

function perChannel(
  { inputShape }: Call<NormalizationConfig>,
  name: string,
  value: number,
): InitialWeight {
  return filled(name, [inputShape.at(-1) ?? 1], value);
}
