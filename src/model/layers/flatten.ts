import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';
import { elements } from '../shape.js';

export type FlattenConfig = Readonly<Record<string, never>>;

export const FLATTEN: LayerClass<FlattenConfig> = {
  read: () => ({}),
  outputShape: (_config, input) => [Number(elements(input))],
  parameters: () => NO_PARAMETERS,
};
