import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { work, type LayerHandler, type LayerWork } from '../work.js';

/** x scale + offset. */
export const rescalingWork: LayerHandler<'Rescaling'> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ forward: { multiply: count, add: count } });
};

/** Zero where every feature of a step is the mask: a comparison and a multiplication each. */
export const maskingWork: LayerHandler<'Masking'> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ forward: { compare: count, multiply: count } });
};

/** A turned, moved or enlarged image is weighted from neighbours; only while training. */
export function transformationWork(
  layer: Layer<
    'RandomTranslation' | 'RandomWidth' | 'RandomHeight' | 'RandomRotation' | 'RandomZoom'
  >,
): LayerWork {
  return work({ training: { resize_bilinear: elements(layer.outputShape) }, forward: {} });
}

export const randomBrightnessWork: LayerHandler<'RandomBrightness'> = (layer) =>
  work({ training: { add: elements(layer.outputShape) }, forward: {} });

/** (x - mean) factor + mean, after the mean. */
export const randomContrastWork: LayerHandler<'RandomContrast'> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ training: { add: 2n * count, subtract: count, multiply: count }, forward: {} });
};
