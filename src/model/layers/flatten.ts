import { oneToOne, type NoConfig } from '../layer-class.js';
import { elements } from '../shape.js';

export const FLATTEN = oneToOne<NoConfig>({
  read: () => ({}),
  outputShape: (_config, input) => [Number(elements(input))],
});
