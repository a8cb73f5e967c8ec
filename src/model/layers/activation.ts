import type { ActivationFunction } from '../activation.js';
import { activationField } from '../keras/config.js';
import { oneToOne } from '../layer-class.js';

export interface ActivationConfig {
  readonly activation: ActivationFunction;
}

export const ACTIVATION = oneToOne<ActivationConfig>({
  read: (keras) => ({ activation: activationField(keras, 'activation', 'linear') }),
  outputShape: (_config, input) => input,
});
