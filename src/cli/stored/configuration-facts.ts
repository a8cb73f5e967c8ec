import { writeCount } from '../../front/numbers.js';
import { COST_ROWS, COSTS } from '../../quantity/costs.js';
import {
  type Hyperparameter,
  HYPERPARAMETERS,
  MLP_NAMES,
  TRAINING_NAMES,
} from '../../quantity/hyperparameters.js';
import type { CostedConfiguration } from '../../trial/records.js';
import { flopsText } from './messages.js';

/**
 * What a configuration is and costs, a line each of what belongs together.
 *
 * @param run what else there is to say of its training, as the seed.
 */
export function configurationFacts(
  item: CostedConfiguration & { readonly convention: string },
  run: readonly string[] = [],
): readonly (readonly [string, string])[] {
  const texts = (names: readonly Hyperparameter[]): string[] =>
    names.flatMap((name) =>
      item[name] === 'none' ? [] : [HYPERPARAMETERS[name].inName(item[name])],
    );
  const own = item.parameters === '{}' ? [] : [item.parameters];
  return [
    ['hidden layers', [item.hidden, ...own, ...texts(MLP_NAMES)].join(', ')],
    ['training', [...texts(TRAINING_NAMES), ...run].join(', ')],
    ...COSTS.map((name) => {
      const { noun, convention, leading } = COST_ROWS[name];
      const count = writeCount(item[name]);
      return [noun, convention && leading ? flopsText(count, item.convention) : count] as const;
    }),
  ];
}
