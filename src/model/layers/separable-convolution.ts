import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField, integersField } from '../keras/config.js';
import { oneToOne, trainable, type LayerClass } from '../layer-class.js';
import { kernelArea } from './convolution.js';
import { depthwiseImage } from './depthwise-convolution.js';
import { dataFormatField, paddingField, shapeOf, type DataFormat, type Padding } from './image.js';

export interface SeparableConvolutionConfig {
  readonly filters: number;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat;
  readonly dilation_rate: readonly number[];
  readonly depth_multiplier: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** SeparableConv1D, SeparableConv2D: a depthwise convolution, then one of kernel size 1. */
export function separableConvolution(rank: number): LayerClass<SeparableConvolutionConfig> {
  return oneToOne({
    read: (keras) => ({
      filters: integerField(keras, 'filters', 1),
      kernel_size: integersField(keras, 'kernel_size', rank, 1),
      strides: integersField(keras, 'strides', rank, 1, 1),
      padding: paddingField(keras),
      data_format: dataFormatField(keras),
      dilation_rate: integersField(keras, 'dilation_rate', rank, 1, 1),
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
