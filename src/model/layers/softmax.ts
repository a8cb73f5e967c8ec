import { integerList } from '../keras/config.js';
import { oneToOne } from '../layer-class.js';

export interface SoftmaxConfig {
  /** Keras's axes over which outputs add up to 1. */
  readonly axis: readonly number[];
}

export const SOFTMAX = oneToOne<SoftmaxConfig>({
  read: (keras) => ({ axis: integerList(keras, 'axis', [-1]) }),
  outputShape: (_config, input) => input,
});
