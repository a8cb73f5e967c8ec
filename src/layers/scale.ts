import { shapeText } from '../text/values.js';
import { integerField } from './fields.js';
import {
  type LayerClass,
  NO_PARAMETERS,
  type NoConfig,
  oneToOne,
  trainable,
} from './layer-class.js';
import { notTwoAlike } from './messages.js';
import { elements, ShapeError } from './shape.js';
import { work } from './work.js';

// Layers that some of keras.applications bring with them.

export interface LayerScaleConfig {
  readonly projection_dim: number;
}

/** ConvNeXt's: a learned factor for each channel. */
export const LayerScale = oneToOne<LayerScaleConfig>({
  read: (keras) => ({ projection_dim: integerField(keras, 'projection_dim', 1) }),
  outputShape: (_config, input) => input,
  parameters: (config) => trainable(BigInt(config.projection_dim)),
  work: (layer) => work({ forward: { multiply: elements(layer.outputShape) } }),
});

/** InceptionResNetV2's: the first tensor, and a constant times the second. */
export const CustomScaleLayer: LayerClass<NoConfig> = {
  read: () => ({}),
  outputShapes: (_config, inputs) => {
    const [left, right, ...others] = inputs;
    const fit =
      left !== undefined &&
      right !== undefined &&
      others.length === 0 &&
      shapeText(left) === shapeText(right);
    if (fit) return [left];
    throw new ShapeError(notTwoAlike(inputs));
  },
  parameters: () => NO_PARAMETERS,
  work: (layer) => {
    const outputs = elements(layer.outputShape);
    return work({ forward: { add: outputs, multiply: outputs } });
  },
};
