import { elements } from '../../model/shape.js';
import { NO_WORK, type LayerHandler } from '../work.js';

export const softmaxWork: LayerHandler<'Softmax'> = (layer) => ({
  ...NO_WORK,
  activation: { function: 'softmax', elements: elements(layer.outputShape) },
});
