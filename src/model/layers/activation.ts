import type { ActivationFunction } from '../activation.js';
import { activationField } from '../keras-config.js';
import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';

export interface ActivationConfig {
  readonly activation: ActivationFunction;
}

export const ACTIVATION: LayerClass<ActivationConfig> = {
  read: (keras) => ({ activation: activationField(keras, 'activation', 'linear') }),
  outputShape: (_config, input) => input,
  parameters: () => NO_PARAMETERS,
};
