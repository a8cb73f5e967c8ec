import type { LayerOperations } from './forward.js';
import { choiceField, integersField, type KerasConfig } from './fields.js';
import { windowTooLong } from './messages.js';
import { assertRank, type Shape, ShapeError } from './shape.js';

/** Where the channels stand: after the positions, as TensorFlow has them, or before. */
export type DataFormat = 'channels_last' | 'channels_first';

export type Padding = 'valid' | 'same' | 'causal';

/** Positions (width; height and width; ...) and channels at each. */
export interface Image {
  readonly positions: Shape;
  readonly channels: number;
}

export function dataFormatField(keras: KerasConfig): DataFormat {
  return choiceField(
    keras,
    'data_format',
    ['channels_last', 'channels_first'] as const,
    'channels_last',
  );
}

export function paddingField(keras: KerasConfig): Padding {
  return choiceField(keras, 'padding', ['valid', 'same', 'causal'] as const, 'valid');
}

/** @throws a ShapeError unless the shape has `rank` dimensions of positions, and channels. */
export function imageOf(shape: Shape, rank: number, format: DataFormat): Image {
  assertRank(shape, rank + 1);
  return format === 'channels_last'
    ? { positions: shape.slice(0, -1), channels: shape.at(-1) ?? 1 }
    : { positions: shape.slice(1), channels: shape[0] ?? 1 };
}

export function shapeOf({ positions, channels }: Image, format: DataFormat): Shape {
  return format === 'channels_last' ? [...positions, channels] : [channels, ...positions];
}

/** How a window goes over the positions. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
}

/**
 * Windows along each dimension: n / stride rounded up where the input is padded, else those that
 * fit, a dilated window being (size - 1) dilation + 1 long.
 */
export function windows(positions: Shape, window: Window): Shape {
  return positions.map((length, index) => {
    const stride = window.strides[index] ?? 1;
    if (window.padding !== 'valid') return Math.ceil(length / stride);
    const size = window.size[index] ?? 1;
    const extent = (size - 1) * (window.dilation[index] ?? 1) + 1;
    const count = Math.floor((length - extent) / stride) + 1;
    if (count >= 1) return count;
    throw new ShapeError(windowTooLong(extent, length));
  });
}

/** How a kernel goes over the positions of an image. */
export interface KernelConfig {
  /** One size for each dimension of positions: its length says which of Conv1D to Conv3D it is. */
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat;
  readonly dilation_rate: readonly number[];
}

export function kernelFields(keras: KerasConfig, rank: number): KernelConfig {
  return {
    kernel_size: integersField(keras, 'kernel_size', rank, 1),
    strides: integersField(keras, 'strides', rank, 1, 1),
    padding: paddingField(keras),
    data_format: dataFormatField(keras),
    dilation_rate: integersField(keras, 'dilation_rate', rank, 1, 1),
  };
}

/** Positions that a kernel covers: the product of its sizes. */
export function kernelArea(config: { readonly kernel_size: readonly number[] }): bigint {
  return config.kernel_size.reduce((product, size) => product * BigInt(size), 1n);
}

/** Zeros (or another number) around the positions of x [...positions, channels], as the padding asks. */
export function padded<A>(
  x: LayerOperations<A>,
  input: A,
  { size, strides, padding }: Omit<Window, 'dilation'>,
  value: number,
): A {
  const image = x.asPlanes(input);
  if (padding === 'valid') return image;
  const positions = x.shapeOf(input).slice(0, -1);
  const borders = positions.map((length, index): readonly [number, number] => {
    const [extent, stride] = [size[index] ?? 1, strides[index] ?? 1];
    const all = Math.max(0, (Math.ceil(length / stride) - 1) * stride + extent - length);
    // One more at the end where they are odd, as TensorFlow has it.
    const before = padding === 'causal' ? all : Math.floor(all / 2);
    return [before, all - before];
  });
  return x.pad(image, [...borders, [0, 0]], value);
}

/**
 * For each place in a window, row-major, what stands there in all windows over x [...positions,
 * channels], which is padded already: [...windows, channels] each.
 */
export function placesOf<A>(
  x: LayerOperations<A>,
  input: A,
  { size, strides }: Pick<Window, 'size' | 'strides'>,
): readonly A[] {
  const apart = size.every((length, index) => length === strides[index]);
  if (!apart) {
    const counts = countsOf(x, input, { size, strides });
    const channels = x.shapeOf(input).at(-1) ?? 1;
    return offsets(size).map((offset) =>
      x.slice(input, [...offset, 0], [...counts, channels], [...strides, 1]),
    );
  }
  return size.reduce<readonly A[]>(
    (places, length, dimension) => places.flatMap((place) => x.everyNth(place, dimension, length)),
    [input],
  );
}

/**
 * The same side by side: [...windows, places x channels]. Dimension by dimension, since there are
 * fewer parts then, and so fewer sums where a gradient comes back.
 */
export function patchesOf<A>(
  x: LayerOperations<A>,
  input: A,
  { size, strides }: Pick<Window, 'size' | 'strides'>,
): A {
  const counts = countsOf(x, input, { size, strides });
  return counts.reduceRight((patches, count, dimension) => {
    const [length, stride] = [size[dimension] ?? 1, strides[dimension] ?? 1];
    if (length === 1 && stride === 1) return patches;
    const parts = everyNth(x, patches, dimension, stride);
    return x.join(
      Array.from({ length }, (_, place) => {
        const part = parts[place % stride] as A;
        const shape = x.shapeOf(part);
        const begin = shape.map((_, index) =>
          index === dimension ? Math.floor(place / stride) : 0,
        );
        return x.slice(part, begin, shape.with(dimension, count));
      }),
    );
  }, input);
}

/** Steps are slices of what stands a stride apart: zeros at the end make all of equal length. */
function everyNth<A>(x: LayerOperations<A>, input: A, dimension: number, n: number): readonly A[] {
  if (n === 1) return [input];
  const shape = x.shapeOf(input);
  const missing = (n - ((shape[dimension] ?? 0) % n)) % n;
  const borders = shape.map((_, index) => [0, index === dimension ? missing : 0] as const);
  return x.everyNth(missing === 0 ? input : x.pad(input, borders, 0), dimension, n);
}

/** Windows along each dimension of x, which is padded already. */
function countsOf<A>(
  x: LayerOperations<A>,
  input: A,
  { size, strides }: Pick<Window, 'size' | 'strides'>,
): Shape {
  const dilation = size.map(() => 1);
  return windows(x.shapeOf(input).slice(0, -1), { size, strides, dilation, padding: 'valid' });
}

/** [0, 0], [0, 1], ... up to the sizes. */
export function offsets(size: readonly number[]): readonly (readonly number[])[] {
  return size.reduce<readonly (readonly number[])[]>(
    (before, length) =>
      before.flatMap((offset) => Array.from({ length }, (_, place) => [...offset, place])),
    [[]],
  );
}

/** The setting of a kernel that `forward` of this folder's rows does not know; null where it knows all. */
export function unknownKernel(config: KernelConfig): string | null {
  if (config.data_format !== 'channels_last') return `data_format ${config.data_format}`;
  if (config.padding === 'causal') return 'padding causal';
  return config.dilation_rate.every((rate) => rate === 1) ? null : 'dilation_rate above 1';
}
