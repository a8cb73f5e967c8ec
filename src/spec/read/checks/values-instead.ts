import { valueOf } from '../../../messages/spec/search.js';
import { valuesOf } from '../../search/grid.js';
import type { ModelChoice, Pattern } from '../../search/space.js';

/**
 * What the first parameter of a pattern can be instead, where it has none of the pattern's values;
 * null where each has one, or is drawn.
 */
export function valuesInstead(pattern: Pattern, models: readonly ModelChoice[]): string | null {
  for (const [name, allowed] of Object.entries(pattern)) {
    const axes = models.flatMap((model) => model.axes.filter((axis) => axis.name === name));
    if (axes.length === 0 || axes.some(({ domain }) => domain.kind !== 'values')) continue;
    const values = axes.flatMap((axis) => [
      ...valuesOf(axis),
      ...(axis.otherwise === undefined ? [] : [axis.otherwise]),
    ]);
    const texts = new Set(values.map((value) => JSON.stringify(value)));
    if (!allowed.some((value) => texts.has(JSON.stringify(value))))
      return valueOf(name, [...texts]);
  }
  return null;
}
