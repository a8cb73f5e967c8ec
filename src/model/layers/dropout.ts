import { numberField } from '../keras-config.js';
import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';
import { TopologyError } from '../topology-error.js';

export interface DropoutConfig {
  /** Share of the inputs set to zero while training, from 0 to 1. */
  readonly rate: number;
}

export const DROPOUT: LayerClass<DropoutConfig> = {
  read: (keras) => {
    const rate = numberField(keras, 'rate', 0);
    if (rate >= 0 && rate <= 1) return { rate };
    throw new TopologyError(`layer ${keras.layer}: rate is ${rate}; expected 0 to 1`);
  },
  outputShape: (_config, input) => input,
  parameters: () => NO_PARAMETERS,
};
