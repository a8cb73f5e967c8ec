import { channelsRead } from '../../model/layers/convolution.js';
import { kernelArea } from '../../model/layers/kernel.js';
import { depthwiseImage } from '../../model/layers/depthwise-convolution.js';
import { imageOf } from '../../model/layers/image.js';
import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { sum, type Operations } from '../operations.js';
import { ofAll, work, type LayerWork } from '../work.js';
import { activated } from './activation.js';
import { weighted } from './dense.js';

/**
 * Each output is a dot product over the kernel's area and the channels of its group. The gradients
 * of kernel and input are convolutions with as many multiply-accumulates.
 */
export function convolutionWork(layer: Layer<'Conv1D' | 'Conv2D' | 'Conv3D'>): LayerWork {
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
export function depthwiseConvolutionWork(
  layer: Layer<'DepthwiseConv1D' | 'DepthwiseConv2D'>,
): LayerWork {
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
export function separableConvolutionWork(
  layer: Layer<'SeparableConv1D' | 'SeparableConv2D'>,
): LayerWork {
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
export function transposedConvolutionWork(
  layer: Layer<'Conv1DTranspose' | 'Conv2DTranspose' | 'Conv3DTranspose'>,
): LayerWork {
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
