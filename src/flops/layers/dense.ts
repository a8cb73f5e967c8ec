import type { ActivationFunction } from '../../model/activation.js';
import { einsumSizes } from '../../model/layers/einsum-dense.js';
import { inputsOf } from '../../model/layers/dense.js';
import { elements } from '../../model/shape.js';
import { sum, type Operations } from '../operations.js';
import { NO_WORK, work, type LayerHandler, type LayerWork } from '../work.js';
import { activated } from './activation.js';

/**
 * y = x W + b. Each output is a dot product over the inputs; dW = x^T dy and dx = dy W^T are products
 * of the same three sizes. The bias's gradient, a sum over the batch, is in no convention here.
 */
export const denseWork: LayerHandler<'Dense'> = (layer) => {
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
};

/** Products: the sizes of all labels of the equation, the batch's left out. */
export const einsumDenseWork: LayerHandler<'EinsumDense'> = (layer) => {
  const outputs = elements(layer.outputShape);
  return weighted({
    products: { matmul: einsumSizes(layer.config, layer.inputShape).products },
    bias: layer.config.bias_axes === null ? 0n : outputs,
    activation: layer.config.activation,
    outputs,
    bothGradients: false,
  });
};

/** Rows of a table are copied; their gradients are added up row by row, which is no product. */
export const embeddingWork: LayerHandler<'Embedding'> = () => NO_WORK;

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
