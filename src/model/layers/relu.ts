import { numberField } from '../keras-config.js';
import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';

export interface ReluConfig {
  /** Largest output; null is no limit. */
  readonly max_value: number | null;
  readonly negative_slope: number;
  readonly threshold: number;
}

export const RELU: LayerClass<ReluConfig> = {
  read: (keras) => ({
    max_value: numberField(keras, 'max_value', null),
    negative_slope: numberField(keras, 'negative_slope', 0),
    threshold: numberField(keras, 'threshold', 0),
  }),
  outputShape: (_config, input) => input,
  parameters: () => NO_PARAMETERS,
};
