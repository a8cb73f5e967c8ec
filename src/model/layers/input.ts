import { wrongLayer } from '../keras/config.js';
import { oneToOne } from '../layer-class.js';
import type { Shape } from '../shape.js';

export interface InputConfig {
  readonly shape: Shape;
}

export const INPUT = oneToOne<InputConfig>({
  read: (keras, reading) => {
    const shape = reading.inputShape(keras);
    if (shape === null) throw wrongLayer(keras, 'it has no batch_shape');
    return { shape };
  },
  outputShape: (config) => config.shape,
});
