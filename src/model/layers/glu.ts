import { oddAxis } from '../messages.js';
import { sampleAxis } from '../axes.js';
import { integerField } from '../keras/config.js';
import { oneToOne } from '../layer-class.js';
import { ShapeError } from '../shape.js';

export interface GluConfig {
  /** Keras's axis that is halved. */
  readonly axis: number;
}

/** One half of an axis times the sigmoid of the other: Y. Dauphin et al., arXiv:1612.08083. */
export const GLU = oneToOne<GluConfig>({
  read: (keras) => ({ axis: integerField(keras, 'axis', Number.MIN_SAFE_INTEGER, -1) }),
  outputShape: ({ axis }, input) => {
    const halved = sampleAxis(axis, input);
    const size = input[halved] ?? 0;
    if (size % 2 !== 0) throw new ShapeError(oddAxis(size, axis));
    return input.map((length, index) => (index === halved ? length / 2 : length));
  },
});
