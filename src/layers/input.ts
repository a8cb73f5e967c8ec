import { oneToOne } from './layer-class.js';
import { inputWithoutShape } from './messages.js';
import type { Shape } from './shape.js';
import { TopologyError } from './topology-error.js';

export interface InputConfig {
  readonly shape: Shape;
}

export const INPUT = oneToOne<InputConfig>({
  read: (keras, reading) => {
    const shape = reading.inputShape(keras);
    if (shape === null) throw new TopologyError(inputWithoutShape(keras));
    return { shape };
  },
  outputShape: (config) => config.shape,
});
