import { valueOf } from '../../../messages/spec/search.js';
import { valuesOf } from '../../search/groups.js';
import { valueText, type ModelChoice, type Pattern } from '../../search/space.js';

/** The values that a parameter can have, as texts; null where there is none of that name, or it is drawn. */
export type ValuesOfParameters = (name: string) => ReadonlySet<string> | null;

/** Each parameter is asked for once, however many patterns name it. */
export function valuesOfParameters(models: readonly ModelChoice[]): ValuesOfParameters {
  const known = new Map<string, ReadonlySet<string> | null>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const axes = models.flatMap((model) => model.axes.filter((axis) => axis.name === name));
    const listed = axes.length > 0 && axes.every(({ domain }) => domain.kind === 'values');
    const values = axes.flatMap((axis) => [
      ...valuesOf(axis),
      ...(axis.otherwise === undefined ? [] : [axis.otherwise]),
    ]);
    const texts = listed ? new Set(values.map(valueText)) : null;
    known.set(name, texts);
    return texts;
  };
}

/**
 * What the first parameter of a pattern can be instead, where it has none of the pattern's values;
 * null where each has one, or is drawn.
 */
export function valuesInstead(pattern: Pattern, values: ValuesOfParameters): string | null {
  for (const [name, allowed] of Object.entries(pattern)) {
    const texts = values(name);
    if (texts === null || allowed.some((value) => texts.has(valueText(value)))) continue;
    return valueOf(name, [...texts]);
  }
  return null;
}
