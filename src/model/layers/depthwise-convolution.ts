import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField } from '../keras/config.js';
import { oneToOne, trainable, type LayerClass } from '../layer-class.js';
import type { Shape } from '../shape.js';
import { imageOf, shapeOf, windows, type Image } from './image.js';
import { kernelArea, kernelFields, type KernelConfig } from './kernel.js';

export interface DepthwiseConvolutionConfig extends KernelConfig {
  /** Outputs made of each channel. */
  readonly depth_multiplier: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** DepthwiseConv1D, DepthwiseConv2D: kernels [...kernel_size, channels, depth_multiplier]. */
export function depthwiseConvolution(rank: number): LayerClass<DepthwiseConvolutionConfig> {
  return oneToOne({
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
