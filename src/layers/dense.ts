import type { ActivationFunction } from '../elementary/activations.js';
import { activate, activated, uncomputed } from './activation.js';
import {
  activationField,
  booleanField,
  integerField,
  isGiven,
  type KerasConfig,
  textField,
  wrongField,
} from './fields.js';
import { ACTIVATED, type Call, oneToOne, trainable } from './layer-class.js';
import { equationMisfit, labelOpen, listOfSizes, noEquation } from './messages.js';
import { type Operations, sum } from './operations.js';
import { elements, type Shape, ShapeError, sizeAt } from './shape.js';
import { withActivation } from './tfjs.js';
import { biases } from './weights.js';
import { type LayerWork, work } from './work.js';

export interface DenseConfig {
  readonly units: number;
  readonly activation: ActivationFunction;
  readonly use_bias: boolean;
}

/** One kernel [inputs, units] applied to the last dimension, at every position of those before it. */
export const Dense = oneToOne<DenseConfig>({
  tfjs: withActivation,
  read: (keras) => ({
    units: integerField(keras, 'units', 1),
    activation: activationField(keras, 'activation', 'linear'),
    use_bias: booleanField(keras, 'use_bias', true),
  }),
  outputShape: (config, input) => [...input.slice(0, -1), config.units],
  parameters: (config, input) => {
    const units = BigInt(config.units);
    return trainable(BigInt(inputsOf(input)) * units, config.use_bias ? units : 0n);
  },
  work: denseWork,
  initialWeights: ({ config: { units, use_bias }, inputShape }, draws) => [
    draws.glorot(0, [inputsOf(inputShape), units]),
    ...biases(use_bias, units),
  ],
  forward: (x, { config: { activation, use_bias } }, input) =>
    activate(x, activation, x.affine(input, 0, use_bias ? 1 : null)),
  forwardLacks: ({ activation }) => uncomputed(activation),
  word: {
    name: 'dense',
    fields: { units: 'size', ...ACTIVATED },
    required: ['units'],
    bare: 'units',
    rank: null,
    short: '',
    size: 'units',
  },
});

/** Rows of the kernel: the size of the last dimension. */
export function inputsOf(input: Shape): number {
  return sizeAt(input, -1);
}

export interface EinsumDenseConfig {
  /** Labels of the input's, the kernel's and the output's dimensions, batch first; `...` expanded. */
  readonly equation: string;
  /** Sizes without the batch; null is as long as the input's dimension of that label. */
  readonly output_shape: readonly (number | null)[];
  /** Labels of the output's dimensions that have a bias of their own, or null without bias. */
  readonly bias_axes: string | null;
  readonly activation: ActivationFunction;
}

/** Sizes of every label of an equation, for one input. */
export interface EinsumSizes {
  readonly output: Shape;
  readonly kernel: Shape;
  readonly bias: Shape | null;
  /** Multiply-accumulates of one sample: the product of the sizes of all labels but the batch's. */
  readonly products: bigint;
}

/** A kernel contracted with the input as `equation` says: `abc,cd->abd` is a Dense layer. */
export const EinsumDense = oneToOne<EinsumDenseConfig>({
  read: (keras) => ({
    equation: textField(keras, 'equation').replaceAll(' ', ''),
    output_shape: outputShapeField(keras),
    bias_axes: isGiven(keras, 'bias_axes') ? textField(keras, 'bias_axes') : null,
    activation: activationField(keras, 'activation', 'linear'),
  }),
  outputShape: (config, input) => einsumSizes(config, input).output,
  parameters: (config, input) => {
    const { kernel, bias } = einsumSizes(config, input);
    return trainable(volume(kernel), bias === null ? 0n : volume(bias));
  },
  work: einsumDenseWork,
});

/** @throws a ShapeError where the equation does not fit the input. */
export function einsumSizes(config: EinsumDenseConfig, input: Shape): EinsumSizes {
  const match = /^(.+),(.+)->(.+)$/.exec(config.equation);
  if (match === null) throw new ShapeError(noEquation(config.equation));
  const [, ofInput = '', kernel = '', ofOutput = ''] = match;
  const hidden = input.length + 1 - ofInput.replace('...', '').length;
  const dots = ofInput.includes('...') ? '0123456789'.slice(0, Math.max(0, hidden)) : '';
  const inputLabels = [...ofInput.replace('...', dots)];
  const outputLabels = [...ofOutput.replace('...', dots)];
  if (inputLabels.length !== input.length + 1) {
    throw new ShapeError(equationMisfit(config.equation, input));
  }
  const batch = inputLabels[0];
  const sizes = new Map<string, number>();
  input.forEach((size, index) => sizes.set(inputLabels[index + 1] ?? '', size));
  // Keras lets go of the batch, and of what `...` hides, in `output_shape`.
  const given = config.output_shape;
  const labelled = ofOutput.endsWith('...')
    ? outputLabels.slice(1)
    : outputLabels.slice(outputLabels.length - given.length);
  labelled.forEach((label, index) => {
    const size = given[index];
    if (size !== undefined && size !== null && !sizes.has(label)) sizes.set(label, size);
  });
  const sizeOf = (label: string): number => {
    const size = sizes.get(label);
    if (size !== undefined) return size;
    throw new ShapeError(labelOpen(config.equation, label));
  };
  const labels = new Set([...inputLabels, ...kernel]);
  labels.delete(batch ?? '');
  const output = outputLabels.slice(1).map(sizeOf);
  return {
    output,
    kernel: [...kernel].map(sizeOf),
    bias: config.bias_axes === null ? null : [...config.bias_axes].map(sizeOf),
    products: volume([...labels].map(sizeOf)),
  };
}

function outputShapeField(keras: KerasConfig): readonly (number | null)[] {
  const value = keras.fields['output_shape'];
  const list: unknown = typeof value === 'number' ? [value] : value;
  if (Array.isArray(list) && list.every((size) => size === null || Number.isSafeInteger(size))) {
    return list as readonly (number | null)[];
  }
  throw wrongField(keras, 'output_shape', listOfSizes());
}

function volume(shape: Shape): bigint {
  return shape.reduce((product, size) => product * BigInt(size), 1n);
}

/**
 * y = x W + b. Each output is a dot product over the inputs; dW = x^T dy and dx = dy W^T are products
 * of the same three sizes. The bias's gradient, a sum over the batch, is in no convention here.
 */
function denseWork(layer: Call<DenseConfig>): LayerWork {
  const { activation, use_bias } = layer.config;
  const outputs = elements(layer.outputShape);
  return weighted({
    products: { matmul: outputs * BigInt(inputsOf(layer.inputShape)) },
    bias: use_bias ? outputs : 0n,
    activation,
    outputs,
    // TensorFlow.js writes these two functions into the product itself at inference only.
    bothGradients: activation !== 'relu' && activation !== 'elu',
  });
}

/** Products: the sizes of all labels of the equation, the batch's left out. */
function einsumDenseWork(layer: Call<EinsumDenseConfig>): LayerWork {
  const outputs = elements(layer.outputShape);
  return weighted({
    products: { matmul: einsumSizes(layer.config, layer.inputShape).products },
    bias: layer.config.bias_axes === null ? 0n : outputs,
    activation: layer.config.activation,
    outputs,
    bothGradients: false,
  });
}

/** A layer that is one product or convolution, a bias and a function. */
export function weighted(parts: {
  readonly products: Operations;
  readonly bias: bigint;
  readonly activation: ActivationFunction;
  readonly outputs: bigint;
  readonly bothGradients: boolean;
}): LayerWork {
  const { products, bias, activation, outputs, bothGradients } = parts;
  return work({
    forward: sum(products, { bias }, activated(activation, outputs)),
    weightGradient: products,
    inputGradients: [products],
    executed: { bothGradients },
  });
}
