import { booleanField, integersField } from './fields.js';
import {
  type DataFormat,
  dataFormatField,
  imageOf,
  type Padding,
  paddingField,
  shapeOf,
  windows,
} from './image.js';
import { type Call, type LayerClass, oneToOne } from './layer-class.js';
import { elements } from './shape.js';
import { type LayerWork, work } from './work.js';

export interface PoolingConfig {
  readonly pool_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat;
}

/** MaxPooling1D to 3D, AveragePooling1D to 3D. */
export function pooling(rank: number): LayerClass<PoolingConfig> {
  return oneToOne({
    read: (keras) => {
      const pool_size = integersField(keras, 'pool_size', rank, 1, 2);
      return {
        pool_size,
        strides: integersField(keras, 'strides', rank, 1, pool_size),
        padding: paddingField(keras),
        data_format: dataFormatField(keras),
      };
    },
    outputShape: (config, input) => {
      const { pool_size: size, strides, padding, data_format: format } = config;
      const { positions, channels } = imageOf(input, rank, format);
      const window = { size, strides, padding, dilation: size.map(() => 1) };
      return shapeOf({ positions: windows(positions, window), channels }, format);
    },
  });
}

export interface GlobalPoolingConfig {
  readonly data_format: DataFormat;
  /** Whether each dimension of positions stays, with size 1. */
  readonly keepdims: boolean;
}

/** GlobalMaxPooling1D to 3D, GlobalAveragePooling1D to 3D: one number for each channel. */
export function globalPooling(rank: number): LayerClass<GlobalPoolingConfig> {
  return oneToOne({
    read: (keras) => ({
      data_format: dataFormatField(keras),
      keepdims: booleanField(keras, 'keepdims', false),
    }),
    outputShape: (config, input) => {
      const { positions, channels } = imageOf(input, rank, config.data_format);
      if (!config.keepdims) return [channels];
      return shapeOf({ positions: positions.map(() => 1), channels }, config.data_format);
    },
  });
}

export interface AdaptivePoolingConfig {
  readonly output_size: readonly number[];
  readonly data_format: DataFormat;
}

/** AdaptiveMaxPooling1D to 3D, AdaptiveAveragePooling1D to 3D: `output_size` windows. */
export function adaptivePooling(rank: number): LayerClass<AdaptivePoolingConfig> {
  return oneToOne({
    read: (keras) => ({
      output_size: integersField(keras, 'output_size', rank, 1),
      data_format: dataFormatField(keras),
    }),
    outputShape: (config, input) => {
      const { channels } = imageOf(input, rank, config.data_format);
      return shapeOf({ positions: config.output_size, channels }, config.data_format);
    },
  });
}

/** One comparison for each element of each window, as TensorFlow counts them. */
export function maxPoolingWork(layer: Call<PoolingConfig>): LayerWork {
  const count = windowElements(layer.config.pool_size, layer);
  return work({
    forward: layer.config.pool_size.length === 3 ? { max_pool_3d: count } : { max_pool: count },
  });
}

/** An addition for each element of each window but the first, and a division. */
export function averagePoolingWork(layer: Call<PoolingConfig>): LayerWork {
  const count = windowElements(layer.config.pool_size, layer);
  return work({
    forward:
      layer.config.pool_size.length === 3 ? { average_pool_3d: count } : { average_pool: count },
  });
}

/** Inputs less outputs comparisons. */
export function globalMaxPoolingWork(layer: Call<GlobalPoolingConfig>): LayerWork {
  const comparisons = elements(layer.inputShape) - elements(layer.outputShape);
  return work({ forward: { global_max: comparisons } });
}

/** Inputs less outputs additions, and a division for each output. */
export function globalAveragePoolingWork(layer: Call<GlobalPoolingConfig>): LayerWork {
  const count = elements(layer.inputShape);
  return work({
    forward:
      layer.class === 'GlobalAveragePooling2D'
        ? { global_average_2d: count }
        : { global_average: count },
  });
}

/** Windows that begin at floor(i n / m) and end at ceil((i + 1) n / m), as PyTorch has them. */
export function adaptivePoolingWork(layer: Call<AdaptivePoolingConfig>): LayerWork {
  const first = layer.config.data_format === 'channels_last' ? 0 : 1;
  const positions = layer.config.output_size.map((windows, index) => {
    const length = layer.inputShape[first + index] ?? 1;
    let covered = 0;
    for (let window = 0; window < windows; window += 1) {
      covered +=
        Math.ceil(((window + 1) * length) / windows) - Math.floor((window * length) / windows);
    }
    return BigInt(covered);
  });
  const channels = elements(layer.outputShape) / elements(layer.config.output_size);
  const count = positions.reduce((product, length) => product * length, channels);
  if (layer.class.startsWith('AdaptiveMax')) return work({ forward: { compare: count } });
  return work({
    forward: {
      adaptive_average_windows: count,
      adaptive_average_inputs:
        layer.class === 'AdaptiveAveragePooling2D' ? elements(layer.inputShape) : 0n,
    },
  });
}

function windowElements(
  poolSize: readonly number[],
  layer: { readonly outputShape: readonly number[] },
): bigint {
  return elements(poolSize) * elements(layer.outputShape);
}
