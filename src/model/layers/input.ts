import { sampleShape } from '../keras-config.js';
import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';
import type { Shape } from '../shape.js';
import { TopologyError } from '../topology-error.js';

export interface InputConfig {
  readonly shape: Shape;
}

export const INPUT: LayerClass<InputConfig> = {
  read: (keras) => {
    const shape = sampleShape(keras);
    if (shape === null) throw new TopologyError(`layer ${keras.layer}: it has no batch_shape`);
    return { shape };
  },
  outputShape: (config) => config.shape,
  parameters: () => NO_PARAMETERS,
};
