import { elements } from '../../model/shape.js';
import { NO_WORK, type LayerHandler } from '../work.js';

export const activationWork: LayerHandler<'Activation'> = (layer) => ({
  ...NO_WORK,
  activation: { function: layer.config.activation, elements: elements(layer.outputShape) },
});
