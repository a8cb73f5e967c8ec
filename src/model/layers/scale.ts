import { notTwoAlike } from '../messages.js';
import { shapeText } from '../../text/values.js';
import { integerField } from '../keras/config.js';
import {
  NO_PARAMETERS,
  oneToOne,
  trainable,
  type LayerClass,
  type NoConfig,
} from '../layer-class.js';
import { ShapeError } from '../shape.js';

// Layers that some of keras.applications bring with them.

export interface LayerScaleConfig {
  readonly projection_dim: number;
}

/** ConvNeXt's: a learned factor for each channel. */
export const LAYER_SCALE = oneToOne<LayerScaleConfig>({
  read: (keras) => ({ projection_dim: integerField(keras, 'projection_dim', 1) }),
  outputShape: (_config, input) => input,
  parameters: (config) => trainable(BigInt(config.projection_dim)),
});

/** InceptionResNetV2's: the first tensor, and a constant times the second. */
export const CUSTOM_SCALE: LayerClass<NoConfig> = {
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
};
