import { elements } from '../../model/shape.js';
import { NO_WORK, type LayerHandler } from '../work.js';

/** One multiplication by the scaled mask per element; drawing the mask is not arithmetic on data. */
export const dropoutWork: LayerHandler<'Dropout'> = (layer) => ({
  ...NO_WORK,
  dropout: layer.config.rate > 0 ? elements(layer.outputShape) : 0n,
});
