import { convolutionGroups } from '../messages.js';
import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField } from '../keras/config.js';
import { oneToOne, trainable, type LayerClass } from '../layer-class.js';
import { ShapeError, type Shape } from '../shape.js';
import { imageOf, shapeOf, windows } from './image.js';
import { kernelArea, kernelFields, type KernelConfig } from './kernel.js';

export interface ConvolutionConfig extends KernelConfig {
  readonly filters: number;
  /** Channels fall into so many parts, each with filters of its own. */
  readonly groups: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** Conv1D, Conv2D, Conv3D: kernels [...kernel_size, channels / groups, filters]. */
export function convolution(rank: number): LayerClass<ConvolutionConfig> {
  return oneToOne({
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
