import type { ActivationFunction } from '../elementary/activations.js';
import { activate, activated, uncomputed } from './activation.js';
import { weighted } from './dense.js';
import type { LayerOperations } from './forward.js';
import {
  activationField,
  booleanField,
  integerField,
  integersField,
  isGiven,
  type KerasConfig,
} from './fields.js';
import {
  type Image,
  imageOf,
  kernelArea,
  type KernelConfig,
  kernelFields,
  padded,
  patchesOf,
  placesOf,
  shapeOf,
  unknownKernel,
  windows,
} from './image.js';
import {
  ACTIVATED,
  type Call,
  type Further,
  KERNEL,
  type LayerClass,
  oneToOne,
  trainable,
  type Word,
  type Written,
} from './layer-class.js';
import { convolutionGroups, noGroups, noOutputPadding } from './messages.js';
import { type Operations, sum } from './operations.js';
import { elements, type Shape, ShapeError, TopologyError } from './shape.js';
import { withActivation } from './tfjs.js';
import { biases, type Draws, type InitialWeight } from './weights.js';
import { type LayerWork, ofAll, work } from './work.js';

export interface ConvolutionConfig extends KernelConfig {
  readonly filters: number;
  /** Channels fall into so many parts, each with filters of its own. */
  readonly groups: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** Conv1D, Conv2D, Conv3D: kernels [...kernel_size, channels / groups, filters]. */
function convolution(
  rank: number,
  further: Further<ConvolutionConfig> = {},
): LayerClass<ConvolutionConfig> {
  return oneToOne({
    ...further,
    work: convolutionWork,
    read: (keras) => ({
      filters: integerField(keras, 'filters', 1),
      ...kernelFields(keras, rank),
      groups: integerField(keras, 'groups', 1, 1),
      activation: activationField(keras, 'activation', 'linear'),
      use_bias: booleanField(keras, 'use_bias', true),
    }),
    outputShape: (config, input) => {
      const { positions } = imageOf(input, rank, config.data_format);
      return shapeOf(
        { positions: windows(positions, windowOf(config)), channels: config.filters },
        config.data_format,
      );
    },
    parameters: (config, input) => {
      const filters = BigInt(config.filters);
      return trainable(
        kernelArea(config) * channelsRead(config, input) * filters,
        config.use_bias ? filters : 0n,
      );
    },
  });
}

/** Channels that each filter reads. */
export function channelsRead(config: ConvolutionConfig, input: Shape): bigint {
  const { channels } = imageOf(input, config.kernel_size.length, config.data_format);
  const { groups, filters } = config;
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new ShapeError(convolutionGroups(channels, filters, groups));
  }
  return BigInt(channels / groups);
}

function windowOf(config: ConvolutionConfig) {
  const { kernel_size: size, strides, dilation_rate: dilation, padding } = config;
  return { size, strides, dilation, padding };
}

export interface DepthwiseConvolutionConfig extends KernelConfig {
  /** Outputs made of each channel. */
  readonly depth_multiplier: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** DepthwiseConv1D, DepthwiseConv2D: kernels [...kernel_size, channels, depth_multiplier]. */
function depthwiseConvolution(
  rank: number,
  further: Further<DepthwiseConvolutionConfig> = {},
): LayerClass<DepthwiseConvolutionConfig> {
  return oneToOne({
    ...further,
    work: depthwiseConvolutionWork,
    read: (keras) => ({
      ...kernelFields(keras, rank),
      depth_multiplier: integerField(keras, 'depth_multiplier', 1, 1),
      activation: activationField(keras, 'activation', 'linear'),
      use_bias: booleanField(keras, 'use_bias', true),
    }),
    outputShape: (config, input) => shapeOf(depthwiseImage(config, input), config.data_format),
    parameters: (config, input) => {
      const outputs = BigInt(depthwiseImage(config, input).channels);
      return trainable(kernelArea(config) * outputs, config.use_bias ? outputs : 0n);
    },
  });
}

/** What the depthwise part makes: `depth_multiplier` outputs of each channel. */
export function depthwiseImage(
  config: Omit<DepthwiseConvolutionConfig, 'activation' | 'use_bias'>,
  input: Shape,
): Image {
  const { kernel_size: size, strides, dilation_rate: dilation, padding } = config;
  const { positions, channels } = imageOf(input, size.length, config.data_format);
  return {
    positions: windows(positions, { size, strides, dilation, padding }),
    channels: channels * config.depth_multiplier,
  };
}

export interface SeparableConvolutionConfig extends KernelConfig {
  readonly filters: number;
  readonly depth_multiplier: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** SeparableConv1D, SeparableConv2D: a depthwise convolution, then one of kernel size 1. */
function separableConvolution(
  rank: number,
  further: Further<SeparableConvolutionConfig> = {},
): LayerClass<SeparableConvolutionConfig> {
  return oneToOne({
    ...further,
    work: separableConvolutionWork,
    read: (keras) => ({
      filters: integerField(keras, 'filters', 1),
      ...kernelFields(keras, rank),
      depth_multiplier: integerField(keras, 'depth_multiplier', 1, 1),
      activation: activationField(keras, 'activation', 'linear'),
      use_bias: booleanField(keras, 'use_bias', true),
    }),
    outputShape: (config, input) => {
      const { positions } = depthwiseImage(config, input);
      return shapeOf({ positions, channels: config.filters }, config.data_format);
    },
    parameters: (config, input) => {
      const between = BigInt(depthwiseImage(config, input).channels);
      const filters = BigInt(config.filters);
      return trainable(
        kernelArea(config) * between,
        between * filters,
        config.use_bias ? filters : 0n,
      );
    },
  });
}

export interface TransposedConvolutionConfig extends KernelConfig {
  readonly filters: number;
  /** Positions added at the end; null leaves them to padding and strides. */
  readonly output_padding: readonly number[] | null;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** Conv1DTranspose, Conv2DTranspose, Conv3DTranspose: kernels [...kernel_size, filters, channels]. */
function transposedConvolution(
  rank: number,
  further: Further<TransposedConvolutionConfig> = {},
): LayerClass<TransposedConvolutionConfig> {
  return oneToOne({
    ...further,
    work: transposedConvolutionWork,
    read: (keras) => ({
      filters: integerField(keras, 'filters', 1),
      ...kernelFields(keras, rank),
      output_padding: outputPaddingField(keras, rank),
      activation: activationField(keras, 'activation', 'linear'),
      use_bias: booleanField(keras, 'use_bias', true),
    }),
    outputShape: (config, input) => {
      const { positions } = imageOf(input, rank, config.data_format);
      return shapeOf(
        {
          positions: positions.map((length, index) => outputLength(config, length, index)),
          channels: config.filters,
        },
        config.data_format,
      );
    },
    parameters: (config, input) => {
      const { channels } = imageOf(input, rank, config.data_format);
      const filters = BigInt(config.filters);
      return trainable(
        kernelArea(config) * filters * BigInt(channels),
        config.use_bias ? filters : 0n,
      );
    },
  });
}

/** As Keras's `compute_conv_transpose_output_length`. */
function outputLength(config: TransposedConvolutionConfig, length: number, index: number): number {
  const stride = config.strides[index] ?? 1;
  const size = config.kernel_size[index] ?? 1;
  const extent = (size - 1) * (config.dilation_rate[index] ?? 1) + 1;
  const added = config.output_padding?.[index];
  if (added === undefined) {
    return config.padding === 'valid'
      ? length * stride + Math.max(extent - stride, 0)
      : length * stride;
  }
  const cut = config.padding === 'valid' ? 0 : Math.floor(extent / 2);
  return (length - 1) * stride + extent - 2 * cut + added;
}

function outputPaddingField(keras: KerasConfig, rank: number): readonly number[] | null {
  return isGiven(keras, 'output_padding') ? integersField(keras, 'output_padding', rank, 0) : null;
}

/**
 * Each output is a dot product over the kernel's area and the channels of its group. The gradients
 * of kernel and input are convolutions with as many multiply-accumulates.
 */
function convolutionWork(layer: Call<ConvolutionConfig>): LayerWork {
  const { config } = layer;
  const outputs = elements(layer.outputShape);
  return weighted({
    products: {
      convolution: outputs * kernelArea(config) * channelsRead(config, layer.inputShape),
    },
    bias: config.use_bias ? outputs : 0n,
    activation: config.activation,
    outputs,
    bothGradients:
      layer.class === 'Conv2D' && config.activation !== 'relu' && config.activation !== 'elu',
  });
}

/** Each output is a dot product over the kernel's area of one channel. */
function depthwiseConvolutionWork(layer: Call<DepthwiseConvolutionConfig>): LayerWork {
  const { config } = layer;
  const outputs = elements(layer.outputShape);
  return weighted({
    products: { depthwise_convolution: outputs * kernelArea(config) },
    bias: config.use_bias ? outputs : 0n,
    activation: config.activation,
    outputs,
    bothGradients: false,
  });
}

/**
 * A depthwise convolution, then one of kernel size 1 over its channels. Both kernels have a gradient;
 * between them the gradient of the second's input is needed for the first's kernel.
 */
function separableConvolutionWork(layer: Call<SeparableConvolutionConfig>): LayerWork {
  const { config } = layer;
  const { positions, channels } = depthwiseImage(config, layer.inputShape);
  const between = elements(positions) * BigInt(channels);
  const outputs = elements(layer.outputShape);
  const depthwise: Operations = { depthwise_convolution: between * kernelArea(config) };
  const pointwise: Operations = { convolution: between * BigInt(config.filters) };
  return work({
    forward: sum(
      depthwise,
      pointwise,
      { bias: config.use_bias ? outputs : 0n },
      activated(config.activation, outputs),
    ),
    weightGradient: sum(depthwise, pointwise),
    innerGradients: ofAll(pointwise),
    inputGradients: [depthwise],
  });
}

/**
 * Each input is multiplied by the whole kernel and added to the outputs that it reaches; what falls
 * outside and is cut off is counted. TensorFlow's formula starts from the outputs instead.
 */
function transposedConvolutionWork(layer: Call<TransposedConvolutionConfig>): LayerWork {
  const { config } = layer;
  const rank = config.kernel_size.length;
  const input = imageOf(layer.inputShape, rank, config.data_format);
  const output = imageOf(layer.outputShape, rank, config.data_format);
  const weights = kernelArea(config) * BigInt(input.channels) * BigInt(config.filters);
  const products: Operations = { transposed_convolution: elements(input.positions) * weights };
  const strides = config.strides.reduce((product, stride) => product * BigInt(stride), 1n);
  const outputs = elements(layer.outputShape);
  const parts = weighted({
    products,
    bias: config.use_bias ? outputs : 0n,
    activation: config.activation,
    outputs,
    bothGradients: false,
  });
  if (rank > 2) return parts;
  const forward = sum(parts.forward, {
    conv2d_backprop_input: (2n * elements(output.positions) * weights) / strides,
  });
  return { ...parts, forward, training: forward };
}

/** Without `dilation_rate`: TensorFlow.js 4.22 has no gradient for more than 1. */
function convolutionWord(name: string, rank: 2 | 3): Word {
  return {
    name,
    fields: { filters: 'size', ...KERNEL, ...ACTIVATED },
    required: ['filters', 'kernel_size'],
    bare: null,
    rank,
    short: 'conv',
    size: 'filters',
  };
}

function convolutionWeights(
  { config, inputShape }: Call<ConvolutionConfig>,
  draws: Draws,
): readonly InitialWeight[] {
  const { filters, kernel_size, use_bias } = config;
  const kernel = draws.glorot(0, [...kernel_size, inputShape.at(-1) ?? 1, filters]);
  return [kernel, ...biases(use_bias, filters)];
}

/** A product of each window, its places side by side, with the kernel. */
function convolved<A>(x: LayerOperations<A>, { config }: Call<ConvolutionConfig>, input: A): A {
  const { kernel_size: size, strides, padding, activation, use_bias } = config;
  const image = padded(x, input, { size, strides, padding }, 0);
  const patches = patchesOf(x, image, { size, strides });
  return activate(x, activation, x.affine(patches, 0, use_bias ? 1 : null));
}

function convolutionLacks(config: ConvolutionConfig): string | null {
  if (config.groups > 1) return 'groups above 1';
  return unknownKernel(config) ?? uncomputed(config.activation);
}

/** Each channel times its own numbers of the kernel: [...windows, channels x depth_multiplier]. */
function depthwise<A>(
  x: LayerOperations<A>,
  {
    kernel_size: size,
    strides,
    padding,
    depth_multiplier,
  }: Omit<DepthwiseConvolutionConfig, 'activation' | 'use_bias'>,
  input: A,
): A {
  const image = padded(x, input, { size, strides, padding }, 0);
  const places = placesOf(x, image, { size, strides });
  const shape = x.shapeOf(places[0] as A);
  const [counts, channels] = [shape.slice(0, -1), shape.at(-1) ?? 1];
  const outputs = channels * depth_multiplier;
  const kernel = x.reshape(x.weight(0), [places.length, outputs]);
  const terms = places.map((place, index) => {
    const own = x.reshape(x.slice(kernel, [index, 0], [1, outputs]), [outputs]);
    if (depth_multiplier === 1) return x.multiply(place, own);
    const each = x.multiply(
      x.reshape(place, [...counts, channels, 1]),
      x.reshape(own, [channels, depth_multiplier]),
    );
    return x.reshape(each, [...counts, outputs]);
  });
  return terms.reduce((total, term) => x.add(total, term));
}

function depthwiseLacks(config: KernelConfig & { readonly activation: ActivationFunction }) {
  return unknownKernel(config) ?? uncomputed(config.activation);
}

function convolutionSettings(layer: Written<ConvolutionConfig>) {
  const { groups, ...config } = layer.config;
  if (groups !== 1) throw new TopologyError(noGroups(layer));
  return withActivation({ ...layer, config });
}

function transposedSettings(layer: Written<TransposedConvolutionConfig>) {
  const { output_padding, ...config } = layer.config;
  if (output_padding !== null) throw new TopologyError(noOutputPadding(layer));
  return withActivation({ ...layer, config });
}

export const Conv1D = convolution(1, {
  forward: convolved,
  forwardLacks: convolutionLacks,
  tfjs: convolutionSettings,
  word: convolutionWord('conv1d', 2),
  initialWeights: convolutionWeights,
});
export const Conv2D = convolution(2, {
  forward: convolved,
  forwardLacks: convolutionLacks,
  tfjs: convolutionSettings,
  word: convolutionWord('conv2d', 3),
  initialWeights: convolutionWeights,
});
export const Conv3D = convolution(3, { tfjs: convolutionSettings });

export const DepthwiseConv1D = depthwiseConvolution(1);
export const DepthwiseConv2D = depthwiseConvolution(2, {
  forward: (x, { config }, input) => {
    const sums = depthwise(x, config, input);
    return activate(x, config.activation, config.use_bias ? x.add(sums, x.weight(1)) : sums);
  },
  forwardLacks: depthwiseLacks,
  tfjs: withActivation,
  word: {
    name: 'depthwise_conv2d',
    fields: { ...KERNEL, depth_multiplier: 'size', ...ACTIVATED },
    required: ['kernel_size'],
    bare: 'kernel_size',
    rank: 3,
    short: 'depthwise',
  },
  initialWeights: ({ config, inputShape }, draws) => {
    const { kernel_size, depth_multiplier, use_bias } = config;
    const channels = inputShape.at(-1) ?? 1;
    const kernel = draws.glorot(
      0,
      [...kernel_size, channels, depth_multiplier],
      'depthwise_kernel',
    );
    return [kernel, ...biases(use_bias, channels * depth_multiplier)];
  },
});

export const SeparableConv1D = separableConvolution(1);
export const SeparableConv2D = separableConvolution(2, {
  forward: (x, { config }, input) => {
    const between = depthwise(x, config, input);
    return activate(x, config.activation, x.affine(between, 1, config.use_bias ? 2 : null));
  },
  forwardLacks: depthwiseLacks,
  tfjs: withActivation,
  word: {
    ...convolutionWord('separable_conv2d', 3),
    fields: { filters: 'size', ...KERNEL, depth_multiplier: 'size', ...ACTIVATED },
    short: 'separable',
  },
  initialWeights: ({ config, inputShape }, draws) => {
    const { filters, kernel_size, depth_multiplier, use_bias } = config;
    const channels = inputShape.at(-1) ?? 1;
    return [
      draws.glorot(0, [...kernel_size, channels, depth_multiplier], 'depthwise_kernel'),
      draws.glorot(1, [1, 1, channels * depth_multiplier, filters], 'pointwise_kernel'),
      ...biases(use_bias, filters),
    ];
  },
});

export const Conv1DTranspose = transposedConvolution(1);
export const Conv2DTranspose = transposedConvolution(2, { tfjs: transposedSettings });
export const Conv3DTranspose = transposedConvolution(3, { tfjs: transposedSettings });
