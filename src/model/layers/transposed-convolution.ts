import type { ActivationFunction } from '../activation.js';
import {
  activationField,
  isGiven,
  booleanField,
  integerField,
  integersField,
  type KerasConfig,
} from '../keras/config.js';
import { oneToOne, trainable, type LayerClass } from '../layer-class.js';
import { imageOf, shapeOf } from './image.js';
import { kernelArea, kernelFields, type KernelConfig } from './kernel.js';

export interface TransposedConvolutionConfig extends KernelConfig {
  readonly filters: number;
  /** Positions added at the end; null leaves them to padding and strides. */
  readonly output_padding: readonly number[] | null;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** Conv1DTranspose, Conv2DTranspose, Conv3DTranspose: kernels [...kernel_size, filters, channels]. */
export function transposedConvolution(rank: number): LayerClass<TransposedConvolutionConfig> {
  return oneToOne({
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
