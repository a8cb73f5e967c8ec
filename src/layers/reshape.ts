import type { LayerOperations } from './forward.js';
import {
  choiceField,
  integerField,
  integerList,
  integersField,
  type KerasConfig,
  wrongField,
} from './fields.js';
import { type DataFormat, dataFormatField, imageOf, shapeOf } from './image.js';
import {
  type Call,
  type Further,
  type LayerClass,
  type NoConfig,
  oneToOne,
  type Written,
} from './layer-class.js';
import { nothingCropped, notPermuted, notReshaped, sides } from './messages.js';
import type { Operations } from './operations.js';
import { assertRank, elements, type Shape, ShapeError } from './shape.js';
import { noWeights } from './weights.js';
import { type LayerWork, NO_WORK, noWork, work } from './work.js';

export const Flatten = oneToOne<NoConfig>({
  tfjs: true,
  initialWeights: noWeights,
  work: noWork,
  word: { name: 'flatten', fields: {}, required: [], bare: null, rank: 2, short: null },
  read: () => ({}),
  outputShape: (_config, input) => [Number(elements(input))],
  forward: reshaped,
});

export interface ReshapeConfig {
  /** Sizes without the batch; one may be -1, what is left. */
  readonly target_shape: readonly number[];
}

export const Reshape = oneToOne<ReshapeConfig>({
  // TensorFlow.js never fills in what is left: the batch, whose size is open too, keeps it from that.
  tfjs: ({ config: { target_shape }, inputShape }) => ({
    target_shape: inputShape === undefined ? target_shape : reshapedTo(target_shape, inputShape),
  }),
  initialWeights: noWeights,
  work: noWork,
  word: {
    name: 'reshape',
    fields: { target_shape: 'shape' },
    required: ['target_shape'],
    bare: 'target_shape',
    rank: 2,
    short: null,
  },
  read: (keras) => {
    const { target_shape: target } = keras.fields;
    // TensorFlow.js writes null for what is left.
    const fields = Array.isArray(target)
      ? { target_shape: target.map((size: unknown) => size ?? -1) }
      : keras.fields;
    return { target_shape: integerList({ ...keras, fields }, 'target_shape') };
  },
  outputShape: ({ target_shape }, input) => reshapedTo(target_shape, input),
  forward: reshaped,
});

function reshapedTo(target: readonly number[], input: Shape): Shape {
  const known = elements(target.filter((size) => size >= 0));
  const all = elements(input);
  const open = target.filter((size) => size < 0).length;
  if (open > 1 || known === 0n || all % known !== 0n || (open === 0 && all !== known)) {
    throw new ShapeError(notReshaped(input, target));
  }
  return target.map((size) => (size < 0 ? Number(all / known) : size));
}

function reshaped<A>(
  x: LayerOperations<A>,
  { outputShape }: { readonly outputShape: Shape },
  input: A,
): A {
  return x.reshape(input, outputShape);
}

export interface PermuteConfig {
  /** The input's dimensions in their new order, from 1. */
  readonly dims: readonly number[];
}

export const Permute = oneToOne<PermuteConfig>({
  tfjs: true,
  work: noWork,
  read: (keras) => ({ dims: integerList(keras, 'dims') }),
  outputShape: ({ dims }, input) => {
    assertRank(input, dims.length);
    return dims.map((dimension) => {
      const size = input[dimension - 1];
      if (size !== undefined) return size;
      throw new ShapeError(notPermuted(dims, input.length));
    });
  },
});

export interface RepeatVectorConfig {
  readonly n: number;
}

export const RepeatVector = oneToOne<RepeatVectorConfig>({
  tfjs: true,
  work: noWork,
  read: (keras) => ({ n: integerField(keras, 'n', 1) }),
  outputShape: ({ n }, input) => [n, ...input],
});

export interface BorderConfig {
  /** Positions before and after, for each dimension. */
  readonly border: readonly (readonly [number, number])[];
  readonly data_format: DataFormat;
}

/** ZeroPadding1D to 3D. */
function zeroPadding(rank: number): LayerClass<BorderConfig> {
  return border(rank, 'padding', (length, [before, after]) => length + before + after);
}

/** Cropping1D to 3D. */
function cropping(rank: number): LayerClass<BorderConfig> {
  return border(rank, 'cropping', (length, [before, after]) => {
    const left = length - before - after;
    if (left >= 1) return left;
    throw new ShapeError(nothingCropped(before, after, length));
  });
}

export interface UpSamplingConfig {
  readonly size: readonly number[];
  readonly interpolation: 'nearest' | 'bilinear' | 'bicubic' | 'lanczos3' | 'lanczos5';
  readonly data_format: DataFormat;
}

/** UpSampling1D to 3D. */
function upSampling(
  rank: number,
  further: Further<UpSamplingConfig> = {},
): LayerClass<UpSamplingConfig> {
  return oneToOne({
    ...further,
    work: upSamplingWork,
    read: (keras) => ({
      size: integersField(keras, 'size', rank, 1, 2),
      interpolation: interpolationField(keras, 'nearest'),
      data_format: dataFormatField(keras),
    }),
    outputShape: (config, input) => {
      const { positions, channels } = imageOf(input, rank, config.data_format);
      return shapeOf(
        {
          positions: positions.map((length, index) => length * (config.size[index] ?? 1)),
          channels,
        },
        config.data_format,
      );
    },
  });
}

export function interpolationField(
  keras: KerasConfig,
  ifAbsent: UpSamplingConfig['interpolation'],
): UpSamplingConfig['interpolation'] {
  return choiceField(
    keras,
    'interpolation',
    ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'] as const,
    ifAbsent,
  );
}

function border(
  rank: number,
  field: string,
  lengthOf: (length: number, border: readonly [number, number]) => number,
): LayerClass<BorderConfig> {
  return oneToOne({
    work: noWork,
    // TensorFlow.js has those of images alone.
    ...(rank === 2 && {
      tfjs: ({ config }: Written<BorderConfig>) => ({
        [field]: config.border,
        data_format: config.data_format,
      }),
    }),
    read: (keras) => ({
      border: bordersField(keras, field, rank),
      data_format: dataFormatField(keras),
    }),
    outputShape: (config, input) => {
      const { positions, channels } = imageOf(input, rank, config.data_format);
      return shapeOf(
        {
          positions: positions.map((length, index) =>
            lengthOf(length, config.border[index] ?? [0, 0]),
          ),
          channels,
        },
        config.data_format,
      );
    },
  });
}

/** One number for all sides, one for each dimension, or a pair for each. */
function bordersField(
  keras: KerasConfig,
  field: string,
  rank: number,
): readonly (readonly [number, number])[] {
  const value = keras.fields[field] ?? 1;
  const items: readonly unknown[] =
    typeof value === 'number' ? Array<number>(rank).fill(value) : Array.isArray(value) ? value : [];
  // Of one dimension the pair stands alone: [before, after].
  const pairs = rank === 1 && items.length === 2 ? [items] : items;
  if (pairs.length === rank) {
    return pairs.map((side) => {
      const pair: readonly unknown[] = Array.isArray(side) ? side : [side, side];
      const [before, after] = pair;
      if (isSize(before) && isSize(after) && pair.length === 2) return [before, after] as const;
      throw wrongField(keras, field, sides(rank));
    });
  }
  throw wrongField(keras, field, sides(rank));
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function upSamplingWork(layer: Call<UpSamplingConfig>): LayerWork {
  const { interpolation, size } = layer.config;
  if (interpolation === 'nearest' && size.length !== 2) return NO_WORK;
  return work({ forward: resized(interpolation, elements(layer.outputShape)) });
}

/** Neighbours that each new element is weighted from, in both dimensions. */
const NEIGHBOURS = { bicubic: 16n, lanczos3: 36n, lanczos5: 100n } as const;

export function resized(
  interpolation: UpSamplingConfig['interpolation'],
  outputs: bigint,
): Operations {
  switch (interpolation) {
    case 'nearest':
      return { resize_nearest: outputs };
    case 'bilinear':
      return { resize_bilinear: outputs };
    case 'bicubic':
    case 'lanczos3':
    case 'lanczos5': {
      const neighbours = NEIGHBOURS[interpolation];
      return { multiply: neighbours * outputs, add: (neighbours - 1n) * outputs };
    }
  }
}

export const ZeroPadding1D = zeroPadding(1);
export const ZeroPadding2D = zeroPadding(2);
export const ZeroPadding3D = zeroPadding(3);

export const Cropping1D = cropping(1);
export const Cropping2D = cropping(2);
export const Cropping3D = cropping(3);

export const UpSampling1D = upSampling(1);
export const UpSampling2D = upSampling(2, { tfjs: true });
export const UpSampling3D = upSampling(3);
