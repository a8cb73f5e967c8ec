import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField } from '../keras/config.js';
import { oneToOne, trainable, type LayerClass } from '../layer-class.js';
import { depthwiseImage } from './depthwise-convolution.js';
import { shapeOf } from './image.js';
import { kernelArea, kernelFields, type KernelConfig } from './kernel.js';

export interface SeparableConvolutionConfig extends KernelConfig {
  readonly filters: number;
  readonly depth_multiplier: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** SeparableConv1D, SeparableConv2D: a depthwise convolution, then one of kernel size 1. */
export function separableConvolution(rank: number): LayerClass<SeparableConvolutionConfig> {
  return oneToOne({
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
