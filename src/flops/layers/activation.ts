import type { ActivationFunction } from '../../model/activation.js';
import { elements } from '../../model/shape.js';
import type { Operations } from '../operations.js';
import { work, type LayerHandler, type LayerWork } from '../work.js';

/** The function once for each element; a softmax's exponentials, sum and division are in its count. */
export const activationWork: LayerHandler<'Activation'> = (layer) =>
  functionWork(layer, layer.config.activation);

/** A limit, slope or threshold of its own does not change the count. */
export const reluWork: LayerHandler<'ReLU'> = (layer) =>
  functionWork(
    layer,
    layer.config.negative_slope !== 0
      ? 'leaky_relu'
      : layer.config.max_value === 6
        ? 'relu6'
        : 'relu',
  );

export const leakyReluWork: LayerHandler<'LeakyReLU'> = (layer) =>
  functionWork(layer, 'leaky_relu');

/** The gradient of its slopes is a sum of products element by element, which no convention counts. */
export const preluWork: LayerHandler<'PReLU'> = (layer) => functionWork(layer, 'prelu');

export const eluWork: LayerHandler<'ELU'> = (layer) => functionWork(layer, 'elu');

export const thresholdedReluWork: LayerHandler<'ThresholdedReLU'> = (layer) =>
  functionWork(layer, 'threshold');

export const softmaxWork: LayerHandler<'Softmax'> = (layer) => functionWork(layer, 'softmax');

/** Once for each element that is left. */
export const gluWork: LayerHandler<'Glu'> = (layer) =>
  work({ forward: { glu: elements(layer.outputShape) } });

export function activated(activation: ActivationFunction, count: bigint): Operations {
  return activation === 'linear' ? {} : { [activation]: count };
}

function functionWork(
  layer: { readonly outputShape: readonly number[] },
  activation: ActivationFunction,
): LayerWork {
  return work({ forward: activated(activation, elements(layer.outputShape)) });
}
