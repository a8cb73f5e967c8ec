import { wrongInputs } from '../messages.js';
import type { ActivationFunction } from '../activation.js';
import { activationField, booleanField, integerField, numberField } from '../keras/config.js';
import { trainable, type LayerClass } from '../layer-class.js';
import { assertRank, ShapeError, type Shape } from '../shape.js';
import { imageOf, shapeOf, windows, type Image } from './image.js';
import { kernelArea, kernelFields, type KernelConfig } from './kernel.js';

export interface ConvolutionalLstmConfig extends KernelConfig {
  readonly filters: number;
  readonly activation: ActivationFunction;
  readonly recurrent_activation: ActivationFunction;
  readonly use_bias: boolean;
  readonly dropout: boolean;
  readonly recurrent_dropout: boolean;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
}

/** An image of the sequence, and the state that is made of it. */
export interface ConvolutionalStep {
  readonly steps: number;
  readonly input: Image;
  readonly state: Image;
}

/**
 * ConvLSTM1D to 3D over an input [steps, ...image]: an LSTM whose products are convolutions, of the
 * input by kernels [...kernel_size, channels, 4 filters], of the state, padded, by kernels
 * [...kernel_size, filters, 4 filters].
 */
export function convolutionalLstm(rank: number): LayerClass<ConvolutionalLstmConfig> {
  return {
    read: (keras) => ({
      filters: integerField(keras, 'filters', 1),
      ...kernelFields(keras, rank),
      activation: activationField(keras, 'activation', 'tanh'),
      recurrent_activation: activationField(keras, 'recurrent_activation', 'sigmoid'),
      use_bias: booleanField(keras, 'use_bias', true),
      dropout: numberField(keras, 'dropout', 0) > 0,
      recurrent_dropout: numberField(keras, 'recurrent_dropout', 0) > 0,
      return_sequences: booleanField(keras, 'return_sequences', false),
      return_state: booleanField(keras, 'return_state', false),
    }),
    outputShapes: (config, inputs) => {
      const { steps, state } = convolutionalStep(config, inputs);
      const shape = shapeOf(state, config.data_format);
      const output = config.return_sequences ? [steps, ...shape] : shape;
      return config.return_state ? [output, shape, shape] : [output];
    },
    parameters: (config, inputs) => {
      const { input } = convolutionalStep(config, inputs);
      const columns = 4n * BigInt(config.filters);
      const kernels = kernelArea(config) * BigInt(input.channels + config.filters) * columns;
      return trainable(kernels, config.use_bias ? columns : 0n);
    },
  };
}

export function convolutionalStep(
  config: ConvolutionalLstmConfig,
  [sequence]: readonly Shape[],
): ConvolutionalStep {
  if (sequence === undefined) throw new ShapeError(wrongInputs(0, 'one'));
  const { kernel_size: size, strides, dilation_rate: dilation, padding } = config;
  assertRank(sequence, size.length + 2);
  const input = imageOf(sequence.slice(1), size.length, config.data_format);
  const positions = windows(input.positions, { size, strides, dilation, padding });
  return { steps: sequence[0] ?? 1, input, state: { positions, channels: config.filters } };
}
