import { dotShapes } from '../../model/layers/merge.js';
import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { sum, type Operations } from '../operations.js';
import { work, type LayerHandler, type LayerWork } from '../work.js';

/** One operation for each element and each input after the first, constants too; one at least. */
export function mergeWork(
  layer: Layer<
    'Add' | 'Subtract' | 'Multiply' | 'Divide' | 'Average' | 'Maximum' | 'Minimum' | 'Power'
  >,
): LayerWork {
  const outputs = elements(layer.outputShape);
  const operands = layer.inputShapes.length + (layer.config.constants?.length ?? 0);
  const count = outputs * BigInt(Math.max(1, operands - 1));
  return work({ forward: merged(layer.class, count, outputs) });
}

function merged(
  name: Parameters<typeof mergeWork>[0]['class'],
  count: bigint,
  outputs: bigint,
): Operations {
  switch (name) {
    case 'Add':
      return { add: count };
    case 'Subtract':
      return { subtract: count };
    case 'Multiply':
      return { multiply: count };
    case 'Divide':
      return { divide: count };
    case 'Maximum':
    case 'Minimum':
      return { compare: count };
    case 'Power':
      return { power: count };
    case 'Average':
      return { add: count, divide: outputs };
  }
}

/**
 * Each output is a dot product along the axes; the gradient of either input is a product of the same
 * sizes. Normalising both squares, adds up, takes 1 / root and multiplies. TensorFlow.js multiplies
 * vectors element by element instead of running a product.
 */
export const dotWork: LayerHandler<'Dot'> = (layer) => {
  const { output, summed } = dotShapes(layer.config, layer.inputShapes);
  const products: Operations = { matmul: elements(output) * BigInt(summed) };
  const inputs = layer.inputShapes.reduce((total, shape) => total + elements(shape), 0n);
  const normalising: Operations = layer.config.normalize
    ? { unit_normalize: inputs, statistics: (2n * inputs) / BigInt(summed) }
    : {};
  const vectors = layer.inputShapes.every((shape) => shape.length === 1);
  return work({
    forward: sum(products, normalising),
    inputGradients: [products, products],
    executed: {
      bothGradients: false,
      ...(vectors && {
        forward: sum(
          { multiply: elements(layer.inputShape), add: elements(layer.inputShape) },
          normalising,
        ),
        inputGradients: [{}, {}],
      }),
    },
  });
};

/** A factor for each channel. */
export const layerScaleWork: LayerHandler<'LayerScale'> = (layer) =>
  work({ forward: { multiply: elements(layer.outputShape) } });

/** x + scale y. */
export const customScaleWork: LayerHandler<'CustomScaleLayer'> = (layer) => {
  const outputs = elements(layer.outputShape);
  return work({ forward: { add: outputs, multiply: outputs } });
};
