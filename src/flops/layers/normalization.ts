import { sizeAlong } from '../../model/axes.js';
import { elements } from '../../model/shape.js';
import { work, type LayerHandler } from '../work.js';

/**
 * At inference mean, variance, factor and offset are constants, and y = a x + b: a multiplication and
 * an addition for each element. In training mean and variance come from the batch. A frozen layer
 * runs as at inference, as Keras has it.
 */
export const batchNormalizationWork: LayerHandler<'BatchNormalization'> = (layer) => {
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
};

/**
 * Mean and variance come from the sample itself, in training and at inference. Beside the elements,
 * TensorFlow's graph has 1 / sqrt(variance + epsilon) and - mean times that for each mean, 5
 * operations; a learned factor is put into the former, which makes it as large as the output.
 */
export const layerNormalizationWork: LayerHandler<'LayerNormalization'> = (layer) => {
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
};

/** The same, where factor and offset are put into numbers of the size of the channels. */
export const groupNormalizationWork: LayerHandler<'GroupNormalization'> = (layer) => {
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
};

/** TensorFlow's graph has 1 / sqrt(mean + epsilon) for each mean of squares. */
export const rmsNormalizationWork: LayerHandler<'RMSNormalization'> = (layer) => {
  const count = elements(layer.outputShape);
  const means = count / sizeAlong(layer.config.axis, layer.inputShape);
  return work({ forward: { rms_normalize: count, statistics: 3n * means } });
};

/** As above, by the sum of squares, at least epsilon. */
export const unitNormalizationWork: LayerHandler<'UnitNormalization'> = (layer) => {
  const count = elements(layer.outputShape);
  const sums = count / sizeAlong(layer.config.axis, layer.inputShape);
  return work({ forward: { unit_normalize: count, statistics: 2n * sums } });
};

/** (x - mean) / sd, both constants. */
export const normalizationWork: LayerHandler<'Normalization'> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ forward: { subtract: count, divide: count } });
};
