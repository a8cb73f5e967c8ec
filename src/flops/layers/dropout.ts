import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { work, type LayerHandler, type LayerWork } from '../work.js';

/** One multiplication by the scaled mask per element; drawing the mask is not arithmetic on data. */
export function dropoutWork(
  layer: Layer<
    'Dropout' | 'SpatialDropout1D' | 'SpatialDropout2D' | 'SpatialDropout3D' | 'GaussianDropout'
  >,
): LayerWork {
  if (layer.config.rate === 0) return work({});
  return work({ training: { dropout: elements(layer.outputShape) } });
}

/** Dropped elements get the function's lower limit; then a factor and an offset keep the moments. */
export const alphaDropoutWork: LayerHandler<'AlphaDropout'> = (layer) => {
  if (layer.config.rate === 0) return work({});
  const count = elements(layer.outputShape);
  return work({ training: { dropout: count, multiply: count, add: count } });
};

export const gaussianNoiseWork: LayerHandler<'GaussianNoise'> = (layer) => {
  if (layer.config.stddev === 0) return work({});
  return work({ training: { noise: elements(layer.outputShape) } });
};
