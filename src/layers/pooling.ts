import { booleanField, integersField } from './fields.js';
import type { LayerOperations } from './forward.js';
import {
  type DataFormat,
  dataFormatField,
  imageOf,
  offsets,
  padded,
  type Padding,
  paddingField,
  placesOf,
  shapeOf,
  windows,
} from './image.js';
import {
  type Call,
  type Further,
  type LayerClass,
  type LayerHandler,
  oneToOne,
  type Word,
  type Written,
} from './layer-class.js';
import { noKeepdims } from './messages.js';
import { elements, TopologyError } from './shape.js';
import { noWeights } from './weights.js';
import { type LayerWork, work } from './work.js';

export interface PoolingConfig {
  readonly pool_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat;
}

/** MaxPooling1D to 3D, AveragePooling1D to 3D. */
function pooling(
  rank: number,
  work: LayerHandler<PoolingConfig>,
  further: Further<PoolingConfig> = {},
): LayerClass<PoolingConfig> {
  return oneToOne({
    ...further,
    work,
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
function globalPooling(
  rank: number,
  work: LayerHandler<GlobalPoolingConfig>,
  further: Further<GlobalPoolingConfig> = {},
): LayerClass<GlobalPoolingConfig> {
  return oneToOne({
    ...further,
    work,
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
function adaptivePooling(
  rank: number,
  work: LayerHandler<AdaptivePoolingConfig>,
  further: Further<AdaptivePoolingConfig> = {},
): LayerClass<AdaptivePoolingConfig> {
  return oneToOne({
    ...further,
    work,
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
function maxPoolingWork(layer: Call<PoolingConfig>): LayerWork {
  const count = windowElements(layer.config.pool_size, layer);
  return work({
    forward: layer.config.pool_size.length === 3 ? { max_pool_3d: count } : { max_pool: count },
  });
}

/** An addition for each element of each window but the first, and a division. */
function averagePoolingWork(layer: Call<PoolingConfig>): LayerWork {
  const count = windowElements(layer.config.pool_size, layer);
  return work({
    forward:
      layer.config.pool_size.length === 3 ? { average_pool_3d: count } : { average_pool: count },
  });
}

/** Inputs less outputs comparisons. */
function globalMaxPoolingWork(layer: Call<GlobalPoolingConfig>): LayerWork {
  return work({
    forward: { global_max: elements(layer.inputShape) - elements(layer.outputShape) },
  });
}

/** Inputs less outputs additions, and a division for each output. */
function globalAveragePoolingWork(layer: Call<GlobalPoolingConfig>): LayerWork {
  return work({ forward: { global_average: elements(layer.inputShape) } });
}

/** Windows that begin at floor(i n / m) and end at ceil((i + 1) n / m), as PyTorch has them. */
function adaptiveElements(layer: Call<AdaptivePoolingConfig>): bigint {
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
  return positions.reduce((product, length) => product * length, channels);
}

function adaptiveMaxWork(layer: Call<AdaptivePoolingConfig>): LayerWork {
  return work({ forward: { compare: adaptiveElements(layer) } });
}

function adaptiveAverageWork(layer: Call<AdaptivePoolingConfig>): LayerWork {
  return work({
    forward: {
      adaptive_average_windows: adaptiveElements(layer),
      adaptive_average_inputs:
        layer.config.output_size.length === 2 ? elements(layer.inputShape) : 0n,
    },
  });
}

function windowElements(
  poolSize: readonly number[],
  layer: { readonly outputShape: readonly number[] },
): bigint {
  return elements(poolSize) * elements(layer.outputShape);
}

/** Below every number that a network has. */
const LOWEST = -3.4e38;

/** The largest of each window's places; of equal ones the first has the gradient, as in TensorFlow. */
function maxPooled<A>(x: LayerOperations<A>, { config }: Call<PoolingConfig>, input: A): A {
  const { pool_size: size, strides, padding } = config;
  const places = placesOf(x, padded(x, input, { size, strides, padding }, LOWEST), {
    size,
    strides,
  });
  return places.reduce((most, place) => x.maximum(most, place));
}

/** The mean of each window's places, of which those that were added count for nothing. */
function averagePooled<A>(x: LayerOperations<A>, layer: Call<PoolingConfig>, input: A): A {
  const { pool_size: size, strides, padding } = layer.config;
  const places = placesOf(x, padded(x, input, { size, strides, padding }, 0), { size, strides });
  const total = places.reduce((sum, place) => x.add(sum, place));
  if (padding === 'valid') return x.divide(total, places.length);
  return x.multiply(total, x.constant(sharesOf(layer), [...layer.outputShape.slice(0, -1), 1]));
}

/** 1 by the number of places of each window that are within the image, row-major. */
function sharesOf({ config, inputShape, outputShape }: Call<PoolingConfig>): readonly number[] {
  const { pool_size: size, strides } = config;
  return offsets(outputShape.slice(0, -1)).map((window) =>
    window.reduce((share, place, index) => {
      const [length, extent, stride] = [
        inputShape[index] ?? 1,
        size[index] ?? 1,
        strides[index] ?? 1,
      ];
      const all = Math.max(0, ((outputShape[index] ?? 1) - 1) * stride + extent - length);
      const begin = place * stride - Math.floor(all / 2);
      return share / (Math.min(length, begin + extent) - Math.max(0, begin));
    }, 1),
  );
}

function poolingLacks({ data_format: format }: { readonly data_format: DataFormat }) {
  return format === 'channels_last' ? null : `data_format ${format}`;
}

/** All dimensions but the channels. */
function positionsOf<A>(x: LayerOperations<A>, input: A): readonly number[] {
  return x
    .shapeOf(input)
    .slice(0, -1)
    .map((_, dimension) => dimension);
}

function globalMaxPooled<A>(
  x: LayerOperations<A>,
  { outputShape }: Call<GlobalPoolingConfig>,
  input: A,
): A {
  return x.reshape(x.largest(input, positionsOf(x, input)), outputShape);
}

function globalAveragePooled<A>(
  x: LayerOperations<A>,
  { outputShape }: Call<GlobalPoolingConfig>,
  input: A,
): A {
  const count = x
    .shapeOf(input)
    .slice(0, -1)
    .reduce((product, length) => product * length, 1);
  const total = x.sum(input, positionsOf(x, input));
  return x.reshape(x.divide(total, count), outputShape);
}

function poolingWord(name: string, rank: 2 | 3): Word {
  return {
    name,
    fields: { pool_size: 'sizes', strides: 'sizes', padding: 'padding' },
    required: [],
    bare: 'pool_size',
    rank,
    short: 'pool',
  };
}

function globalPoolingSettings(layer: Written<GlobalPoolingConfig>) {
  if (layer.config.keepdims) throw new TopologyError(noKeepdims(layer));
  return { ...layer.config };
}

function globalPoolingWord(name: string, rank: 2 | 3): Word {
  return { name, fields: {}, required: [], bare: null, rank, short: 'global' };
}

export const MaxPooling1D = pooling(1, maxPoolingWork, {
  forward: maxPooled,
  forwardLacks: poolingLacks,
  tfjs: true,
  word: poolingWord('max_pooling1d', 2),
  initialWeights: noWeights,
});
export const MaxPooling2D = pooling(2, maxPoolingWork, {
  forward: maxPooled,
  forwardLacks: poolingLacks,
  tfjs: true,
  word: poolingWord('max_pooling2d', 3),
  initialWeights: noWeights,
});
export const MaxPooling3D = pooling(3, maxPoolingWork, { tfjs: true });
export const AveragePooling1D = pooling(1, averagePoolingWork, {
  forward: averagePooled,
  forwardLacks: poolingLacks,
  tfjs: true,
  word: poolingWord('average_pooling1d', 2),
  initialWeights: noWeights,
});
export const AveragePooling2D = pooling(2, averagePoolingWork, {
  forward: averagePooled,
  forwardLacks: poolingLacks,
  tfjs: true,
  word: poolingWord('average_pooling2d', 3),
  initialWeights: noWeights,
});
export const AveragePooling3D = pooling(3, averagePoolingWork, { tfjs: true });

export const GlobalMaxPooling1D = globalPooling(1, globalMaxPoolingWork, {
  forward: globalMaxPooled,
  forwardLacks: poolingLacks,
  tfjs: globalPoolingSettings,
  word: globalPoolingWord('global_max_pooling1d', 2),
  initialWeights: noWeights,
});
export const GlobalMaxPooling2D = globalPooling(2, globalMaxPoolingWork, {
  forward: globalMaxPooled,
  forwardLacks: poolingLacks,
  tfjs: globalPoolingSettings,
  word: globalPoolingWord('global_max_pooling2d', 3),
  initialWeights: noWeights,
});
export const GlobalMaxPooling3D = globalPooling(3, globalMaxPoolingWork);
export const GlobalAveragePooling1D = globalPooling(1, globalAveragePoolingWork, {
  forward: globalAveragePooled,
  forwardLacks: poolingLacks,
  tfjs: globalPoolingSettings,
  word: globalPoolingWord('global_average_pooling1d', 2),
  initialWeights: noWeights,
});
export const GlobalAveragePooling2D = globalPooling(
  2,
  (layer) => work({ forward: { global_average_2d: elements(layer.inputShape) } }),
  {
    forward: globalAveragePooled,
    forwardLacks: poolingLacks,
    tfjs: globalPoolingSettings,
    word: globalPoolingWord('global_average_pooling2d', 3),
    initialWeights: noWeights,
  },
);
export const GlobalAveragePooling3D = globalPooling(3, globalAveragePoolingWork);

export const AdaptiveMaxPooling1D = adaptivePooling(1, adaptiveMaxWork);
export const AdaptiveMaxPooling2D = adaptivePooling(2, adaptiveMaxWork);
export const AdaptiveMaxPooling3D = adaptivePooling(3, adaptiveMaxWork);
export const AdaptiveAveragePooling1D = adaptivePooling(1, adaptiveAverageWork);
export const AdaptiveAveragePooling2D = adaptivePooling(2, adaptiveAverageWork);
export const AdaptiveAveragePooling3D = adaptivePooling(3, adaptiveAverageWork);
