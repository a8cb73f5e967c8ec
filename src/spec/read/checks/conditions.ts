import {
  conditionInCircle,
  conditionNeverHolds,
  conditionOnUnknown,
} from '../../../messages/spec/search.js';
import { pathText } from '../../position.js';
import { groupsOf } from '../../search/groups.js';
import type { ModelChoice, Search } from '../../search/space.js';
import type { Report } from '../../yaml/finding.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';
import { valuesInstead, valuesOfParameters, type ValuesOfParameters } from './values-instead.js';

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
