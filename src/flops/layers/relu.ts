import { elements } from '../../model/shape.js';
import { NO_WORK, type LayerHandler } from '../work.js';

/** A limit, slope or threshold of its own does not change the count. */
export const reluWork: LayerHandler<'ReLU'> = (layer) => ({
  ...NO_WORK,
  activation: { function: 'relu', elements: elements(layer.outputShape) },
});
