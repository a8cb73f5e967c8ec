import type { ParameterValue } from '../../trial/configuration.js';
import type { Axis, ModelChoice, Search, Values } from './space.js';

/** Parameters that are taken together: the first value of one with the first of the others. */
export type Group = readonly Axis[];

/** What a conditional parameter is where its condition does not hold. */
export function otherwise(group: readonly Axis[]): Values {
  return Object.fromEntries(
    group.flatMap(({ name, otherwise: value }) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The parameters of a model, those taken together in one group, each after those that it depends on. */
export function groupsOf(model: ModelChoice, zip: Search['zip']): readonly Group[] {
  const groups: Group[] = [];
  const placed = new Set<string>();
  const place = (axis: Axis, waiting: readonly string[]): void => {
    if (placed.has(axis.name) || waiting.includes(axis.name)) return;
    const names = zip.find((group) => group.includes(axis.name)) ?? [axis.name];
    const group = model.axes.filter(({ name }) => names.includes(name));
    for (const { when } of group) {
      for (const name of Object.keys(when ?? {})) {
        const other = model.axes.find((one) => one.name === name);
        if (other !== undefined) place(other, [...waiting, axis.name]);
      }
    }
    groups.push(group);
    for (const { name } of group) placed.add(name);
  };
  for (const axis of model.axes) place(axis, []);
  return groups;
}

/** The values of a parameter of a grid; none where it is a distribution. */
export function valuesOf(axis: Axis | undefined): readonly ParameterValue[] {
  return axis?.domain.kind === 'values' ? axis.domain.values : [];
}

/** How often each row of a group is drawn; null where all are alike. */
export function weightsOf(group: Group): readonly number[] | null {
  for (const { domain } of group) {
    if (domain.kind === 'values' && domain.probabilities !== null) return domain.probabilities;
  }
  return null;
}
