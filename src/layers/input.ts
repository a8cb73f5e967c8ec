import { elementwise, oneToOne } from './layer-class.js';
import { inputWithoutShape } from './messages.js';
import { elements, type Shape } from './shape.js';
import { TopologyError } from './topology-error.js';
import { noWeights } from './weights.js';
import { noWork, work } from './work.js';

export interface InputConfig {
  readonly shape: Shape;
}

export const InputLayer = oneToOne<InputConfig>({
  tfjs: ({ config }) => ({ batch_input_shape: [null, ...config.shape], dtype: 'float32' }),
  read: (keras, reading) => {
    const shape = reading.inputShape(keras);
    if (shape === null) throw new TopologyError(inputWithoutShape(keras));
    return { shape };
  },
  outputShape: (config) => config.shape,
  work: noWork,
  initialWeights: noWeights,
});

export const Identity = elementwise(noWork);

export const ActivityRegularization = elementwise(noWork);

/** Zero where every feature of a step is the mask: a comparison and a multiplication each. */
export const Masking = elementwise(
  (layer) => {
    const count = elements(layer.outputShape);
    return work({ forward: { compare: count, multiply: count } });
  },
  { tfjs: true },
);
