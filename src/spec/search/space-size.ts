import type { ParameterValue } from '../../trial/configuration.js';
import { hiddenOf, multipleOf, wholeRange } from './distribution.js';
import {
  type Axis,
  type Domain,
  groupsOf,
  type ModelChoice,
  type Search,
  valuesOf,
  valueText,
  weightsOf,
} from './space.js';
import { GridWalk } from './grid-walk.js';
import { Patterns } from './patterns.js';

/** Values of a parameter that is drawn, of which a list is made at most. */
const MOST_VALUES = 50_000;

/**
 * How many points a random search can draw, excluded ones left out; Infinity where they are not
 * counted, since they are endless or more than `most`. It may be more than are ever drawn, never fewer.
 */
export function spaceSize(
  { models, zip, exclude }: Pick<Search, 'models' | 'zip' | 'exclude'>,
  isAllowed: (name: string, value: ParameterValue) => boolean,
  most: number,
): number {
  const patterns = new Patterns(exclude);
  let size = 0;
  for (const model of models) {
    const listed = listedModel(model, zip, isAllowed, most);
    if (listed === null) return Infinity;
    const walk = new GridWalk(listed, zip, patterns);
    while (walk.next()) {
      if (!walk.excluded) size += 1;
      if (size > most) return Infinity;
    }
  }
  return size;
}

/** The model with what its parameters can be as lists; null where one cannot be listed, or there are too many points. */
function listedModel(
  model: ModelChoice,
  zip: Search['zip'],
  isAllowed: (name: string, value: ParameterValue) => boolean,
  most: number,
): ModelChoice | null {
  const axes = new Map<string, Axis>();
  let points = 1;
  for (const group of groupsOf(model, zip)) {
    const weights = weightsOf(group);
    for (const axis of group) {
      const values = valuesIn(axis.domain)?.filter((value, index) =>
        axis.domain.kind === 'values' ? weights?.[index] !== 0 : isAllowed(axis.name, value),
      );
      if (values === undefined) return null;
      axes.set(axis.name, { ...axis, domain: { kind: 'values', values, probabilities: null } });
    }
    points *= valuesOf(axes.get(group[0]?.name ?? '')).length;
    if (points > most) return null;
  }
  return { ...model, axes: model.axes.map((axis) => axes.get(axis.name) ?? axis) };
}

/** Every value that can be drawn, each once; null where there are too many. */
function valuesIn(domain: Domain): readonly ParameterValue[] | null {
  switch (domain.kind) {
    case 'values':
      return domain.values;
    case 'distribution': {
      const { distribution } = domain;
      const { kind, q } = distribution;
      if (kind !== 'integers' && q === null) return null;
      const whole = wholeNumbers(wholeRange(distribution));
      return whole?.map((times) => (q === null ? times : multipleOf(times, q))) ?? null;
    }
    case 'depth-width': {
      const [depths, widths] = [wholeValues(domain.depth), wholeValues(domain.width)];
      if (depths === null || widths === null) return null;
      if (depths.length * widths.length > MOST_VALUES) return null;
      const layers = depths.flatMap((depth) => widths.map((width) => hiddenOf(depth, width)));
      return [...new Map(layers.map((hidden) => [valueText(hidden), hidden])).values()];
    }
  }
}

/** What the values of a depth or a width are once they are rounded. */
function wholeValues(domain: Domain): readonly number[] | null {
  if (domain.kind === 'distribution' && domain.distribution.q === null) {
    return wholeNumbers(wholeRange(domain.distribution));
  }
  const values = valuesIn(domain);
  return values === null ? null : [...new Set(values.map((value) => Math.round(Number(value))))];
}

function wholeNumbers(range: readonly [number, number] | null): readonly number[] | null {
  if (range === null) return null;
  const [first, last] = range;
  if (last - first >= MOST_VALUES) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
