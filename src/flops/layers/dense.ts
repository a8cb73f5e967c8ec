import { inputsOf } from '../../model/layers/dense.js';
import { elements } from '../../model/shape.js';
import { NO_WORK, type LayerHandler } from '../work.js';

/**
 * y = x W + b. Each output is a dot product over the inputs; dW = x^T dy and dx = dy W^T are products
 * of the same three sizes. The bias's gradient, a sum over the batch, is in no convention here.
 */
export const denseWork: LayerHandler<'Dense'> = (layer) => {
  const outputs = elements(layer.outputShape);
  const products = outputs * BigInt(inputsOf(layer.inputShape));
  return {
    ...NO_WORK,
    products,
    bias: layer.config.use_bias ? outputs : 0n,
    activation: { function: layer.config.activation, elements: outputs },
    weightGradient: products,
    inputGradient: products,
  };
};
