import { type Axis, type ModelChoice, type Search, valuesOf } from '../../search/space.js';
import { nearest } from '../../words/names.js';
import type { Report } from '../../yaml/places.js';
import { didYouMean } from '../../words/messages.js';
import { problem } from '../../../text/problem.js';

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

type Names = readonly string[];

export function zipUnknown(group: Names, name: string, known: Names, near: string | null): string {
  return zipProblem(
    group,
    `zip names ${name}, which is not a parameter`,
    `two or more of ${known.join(', ')}`,
    near === null ? 'change it, or delete it' : didYouMean(near),
  );
}

export function zipTwice(group: Names, name: string): string {
  return zipProblem(
    group,
    `zip names ${name} twice`,
    'two or more parameters, each once',
    'delete one',
  );
}

/** Of one parameter, or none. */
export function zipAlone(group: Names): string {
  return zipProblem(
    group,
    'zip pairs parameters',
    'two or more parameters, each once',
    'add one, or delete it',
  );
}

/** Of a distribution, or a parameter under a condition. */
export function zipWithoutList(group: Names): string {
  return zipProblem(
    group,
    'zip pairs lists of values',
    'parameters with values, without a when',
    'write {values: [...]}, or remove it from zip',
  );
}

/** @param counts how many values each has. */
export function zipUnequal(
  group: Names,
  counts: readonly { readonly name: string; readonly values: number }[],
): string {
  const said = counts.map(({ name, values }) => `${values} of ${name}`).join(', ');
  return zipProblem(
    group,
    `zip pairs values, but their numbers differ: ${said}`,
    'the same number of values for each',
    'list equally many',
  );
}

/** Two of its parameters say how often a row is drawn. */
export function zipProbabilities(group: Names): string {
  return zipProblem(
    group,
    'zip draws paired values, but their probabilities differ',
    'probabilities for one of them, or the same for all',
    'delete the others',
  );
}

function zipProblem(group: Names, what: string, expected: string, advice: string): string {
  return problem({ what, got: `[${group.join(', ')}]`, expected, advice });
}
