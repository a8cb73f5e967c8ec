import { channelGroups, groupCount } from '../messages.js';
import { sizeAlong } from '../axes.js';
import { booleanField, integerField, integerList, isGiven, wrongField } from '../keras/config.js';
import { oneToOne, trainable } from '../layer-class.js';
import { ShapeError, type Shape } from '../shape.js';

export interface NormalizationConfig {
  /** Keras's axes that have a mean, a scale and an offset of their own for each index. */
  readonly axis: readonly number[];
  /** Whether an offset is learned. */
  readonly center: boolean;
  /** Whether a factor is learned. */
  readonly scale: boolean;
}

/** Its moving mean and variance are parameters that the optimizer does not change. */
export const BATCH_NORMALIZATION = oneToOne<NormalizationConfig>({
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

export const LAYER_NORMALIZATION = oneToOne<NormalizationConfig>({
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

export const GROUP_NORMALIZATION = oneToOne<GroupNormalizationConfig>({
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

export const RMS_NORMALIZATION = oneToOne<RmsNormalizationConfig>({
  read: (keras) => ({ axis: integerList(keras, 'axis', [-1]) }),
  outputShape: (_config, input) => input,
  parameters: ({ axis }, input) => trainable(sizeAlong(axis, input)),
});

export const UNIT_NORMALIZATION = oneToOne<RmsNormalizationConfig>({
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
export const NORMALIZATION = oneToOne<FixedNormalizationConfig>({
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

function learned(config: NormalizationConfig): bigint {
  return BigInt(Number(config.center) + Number(config.scale));
}
