import { booleanField, integersField } from '../keras/config.js';
import { oneToOne, type LayerClass } from '../layer-class.js';
import {
  dataFormatField,
  imageOf,
  paddingField,
  shapeOf,
  windows,
  type DataFormat,
  type Padding,
} from './image.js';

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
