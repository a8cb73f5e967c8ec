import { conditionInCircle, conditionNeverHolds, conditionOnUnknown, valueOf } from './messages.js';
import { pathText } from '../../spec-error.js';
import {
  groupsOf,
  type ModelChoice,
  type Pattern,
  type Search,
  valuesOf,
  valueText,
} from '../../search/space.js';
import type { Report } from '../../yaml/places.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';

/** Each `when` names parameters that there are, before its own, and can hold. */
export function checkConditions(source: YamlSource, search: Search, at: Report): void {
  const values = valuesOfParameters(search.models);
  const known = new Set(search.models.flatMap(({ axes }) => axes.map(({ name }) => name)));
  for (const model of search.models) checkModel(source, model, search, values, known, at);
}

function checkModel(
  source: YamlSource,
  model: ModelChoice,
  search: Search,
  values: ValuesOfParameters,
  known: ReadonlySet<string>,
  at: Report,
): void {
  const conditional = model.axes.filter(({ when }) => when !== null);
  if (conditional.length === 0) return;
  const order = groupsOf(model, search.zip).flat();
  for (const { name, when, path } of conditional) {
    if (when === null || path === null) continue;
    const place = [...path, 'when'];
    const where = pathText(place);
    const own = order.findIndex((axis) => axis.name === name);
    for (const other of Object.keys(when).filter((key) => key !== 'family')) {
      const before = order.findIndex((axis) => axis.name === other);
      if (!known.has(other)) at(place, conditionOnUnknown(where, other, [...known]));
      else if (before >= own) at(place, conditionInCircle(where, other));
    }
    const instead = valuesInstead(when, values);
    if (instead !== null) at(place, conditionNeverHolds(where, snippet(source, place), instead));
  }
}

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
