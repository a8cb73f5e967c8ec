import {
  zipAlone,
  zipProbabilities,
  zipTwice,
  zipUnequal,
  zipUnknown,
  zipWithoutList,
} from '../../../messages/spec/zip.js';
import { valuesOf } from '../../search/groups.js';
import { nearest } from '../../words/nearest.js';
import type { Axis, ModelChoice, Search } from '../../search/space.js';
import type { Report } from '../../yaml/finding.js';

/** Each group of `zip` is two or more parameters of as many values, and no parameter is in two. */
export function checkZip({ zip, models }: Search, at: Report): void {
  const known = [...new Set(models.flatMap(({ axes }) => axes.map(({ name }) => name)))];
  const seen = new Set<string>();
  for (const group of zip) {
    const unknown = group.find((name) => !known.includes(name));
    const again = group.find((name, index) => seen.has(name) || group.indexOf(name) !== index);
    if (unknown !== undefined)
      at(['zip'], zipUnknown(group, unknown, known, nearest(unknown, known)));
    else if (again !== undefined) at(['zip'], zipTwice(group, again));
    else if (group.length < 2) at(['zip'], zipAlone(group));
    else {
      group.forEach((name) => seen.add(name));
      for (const model of models) checkLengths(group, model, at);
    }
  }
}

/** A model that has none of the group's parameters is not concerned. */
function checkLengths(group: readonly string[], { axes }: ModelChoice, at: Report): void {
  const own = axes.filter(({ name }) => group.includes(name));
  if (own.length === 0) return;
  const counts = own.map((axis) => ({ name: axis.name, values: valuesOf(axis).length }));
  if (own.some(({ domain, when }) => domain.kind !== 'values' || when !== null)) {
    at(['zip'], zipWithoutList(group));
  } else if (new Set(counts.map(({ values }) => values)).size > 1 || own.length < group.length) {
    at(['zip'], zipUnequal(group, counts));
  } else if (weightsOf(own).size > 1) {
    at(['zip'], zipProbabilities(group));
  }
}

/** The different probabilities that parameters give: a zip is drawn by one row of them. */
function weightsOf(axes: readonly Axis[]): ReadonlySet<string> {
  return new Set(
    axes.flatMap(({ domain }) =>
      domain.kind !== 'values' || domain.probabilities === null
        ? []
        : [JSON.stringify(domain.probabilities)],
    ),
  );
}
