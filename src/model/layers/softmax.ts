import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';

/** The axis is left out: it changes neither shapes nor counts. */
export type SoftmaxConfig = Readonly<Record<string, never>>;

export const SOFTMAX: LayerClass<SoftmaxConfig> = {
  read: () => ({}),
  outputShape: (_config, input) => input,
  parameters: () => NO_PARAMETERS,
};
