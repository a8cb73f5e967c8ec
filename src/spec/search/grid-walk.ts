import type { ParameterValue } from '../../trial/configuration.js';
import {
  type Axis,
  type Group,
  groupsOf,
  type ModelChoice,
  otherwise,
  type Pattern,
  type Point,
  type Search,
  type Values,
  valuesOf,
  valueText,
} from './space.js';
import { isEmpty, meet, type Matching, type Patterns } from './patterns.js';

/** The index of a group whose condition does not hold. */
const OTHERWISE = -1;

/** What a condition asks of a group before: whether it holds at each of its indices. */
interface Requirement {
  readonly group: number;
  readonly holds: (index: number) => boolean;
}

/** A group that does not stay at its only value. */
interface Moving {
  readonly group: number;
  readonly size: number;
  /** Null where it varies everywhere; a condition that can never hold has a requirement that never does. */
  readonly when: readonly Requirement[] | null;
  /** What its values leave of the patterns, `otherwise` first; null where no pattern names them. */
  readonly allowing: readonly Matching[] | null;
}

/**
 * Goes through the grid of a model, the first parameter slowest, and keeps what each step changes:
 * which of the patterns a point matches is known without asking them one by one.
 */
export class GridWalk {
  readonly #model: ModelChoice;
  readonly #groups: readonly Group[];
  readonly #places: ReadonlyMap<string, Place>;
  readonly #moving: readonly Moving[];
  /** Of each group. */
  readonly #indices: Int32Array;
  /** The last index of each moving group as things stand. */
  readonly #last: Int32Array;
  /** What is left of the patterns, before any moving group and after each. */
  readonly #left: readonly Matching[];
  /** The last moving group that decides the network. */
  readonly #network: number;
  #networkValues: Point['networkValues'] | null = null;
  #begun = false;

  constructor(model: ModelChoice, zip: Search['zip'], patterns: Patterns) {
    this.#model = model;
    this.#groups = groupsOf(model, zip);
    this.#places = placesOf(this.#groups);
    const fixed = this.#groups.map(
      (group) => sizeOf(group) === 1 && (group[0]?.when ?? null) === null,
    );
    this.#moving = this.#groups.flatMap((group, index) =>
      fixed[index] === true ? [] : [this.#movingOf(group, index, patterns)],
    );
    this.#indices = new Int32Array(this.#groups.length);
    this.#last = new Int32Array(this.#moving.length);
    const first = patterns.all();
    const always = this.#groups.flatMap((group, index) => (fixed[index] === true ? group : []));
    for (const name of patterns.names.keys()) {
      const axis = always.find((one) => one.name === name);
      const moves = axis === undefined && this.#places.has(name);
      const value = name === 'family' ? model.family : valuesOf(axis)[0];
      const allowing = moves ? null : patterns.allowing(name, value);
      if (allowing !== null) meet(first, allowing, first);
    }
    this.#left = [first, ...this.#moving.map(() => first.slice())];
    this.#network = this.#moving.findLastIndex(({ group }) =>
      this.#groups[group]?.some(({ name }) => model.networkParameters.includes(name)),
    );
  }

  /** Goes to the next point; false where there is none. */
  next(): boolean {
    let position = 0;
    if (this.#begun) {
      position = this.#moving.length - 1;
      while (position >= 0 && this.#indexAt(position) >= (this.#last[position] ?? 0)) position -= 1;
      if (position < 0) return false;
      this.#moveTo(position, this.#indexAt(position) + 1);
      if (position <= this.#network) this.#networkValues = null;
      position += 1;
    } else if (this.#groups.some((group) => sizeOf(group) === 0)) {
      return false;
    }
    this.#begun = true;
    for (; position < this.#moving.length; position += 1) this.#enter(position);
    return true;
  }

  /** The patterns that the point matches; the next step changes it. */
  get matched(): Matching {
    return this.#left.at(-1) ?? new Int32Array(0);
  }

  get excluded(): boolean {
    return !isEmpty(this.matched);
  }

  point(): Point {
    const point = new GridPoint(this.#model, this.#groups, this.#places, this.#indices.slice());
    this.#networkValues ??= this.#model.networkParameters.map((name) => point.value(name));
    point.networkValues = this.#networkValues;
    return point;
  }

  #enter(position: number): void {
    const moving = this.#moving[position];
    if (moving === undefined) return;
    const varies =
      moving.when === null ||
      moving.when.every(({ group, holds }) => holds(this.#indices[group] ?? 0));
    this.#last[position] = varies ? moving.size - 1 : OTHERWISE;
    this.#moveTo(position, varies ? 0 : OTHERWISE);
  }

  #moveTo(position: number, index: number): void {
    const moving = this.#moving[position];
    const [before, after] = [this.#left[position], this.#left[position + 1]];
    if (moving === undefined || before === undefined || after === undefined) return;
    this.#indices[moving.group] = index;
    meet(before, moving.allowing?.[index - OTHERWISE] ?? before, after);
  }

  #indexAt(position: number): number {
    return this.#indices[this.#moving[position]?.group ?? 0] ?? 0;
  }

  #movingOf(group: Group, index: number, patterns: Patterns): Moving {
    const size = sizeOf(group);
    const when = group[0]?.when ?? null;
    const named = group.filter(({ name }) => patterns.names.has(name));
    const indices = Array.from({ length: size + 1 }, (_, at) => at + OTHERWISE);
    return {
      group: index,
      size,
      when: when === null ? null : this.#requirements(when),
      allowing: named.length === 0 ? null : indices.map((at) => allowingAt(named, at, patterns)),
    };
  }

  /** Conditions name what stands before them: see checks/conditions.ts. */
  #requirements(when: Pattern): readonly Requirement[] {
    return Object.entries(when).map(([name, allowed]): Requirement => {
      const texts = new Set(allowed.map(valueText));
      const place = this.#places.get(name);
      if (name === 'family' || place === undefined) {
        const holds = name === 'family' && texts.has(valueText(this.#model.family));
        return { group: 0, holds: () => holds };
      }
      const indices = Array.from({ length: sizeOf(this.#groups[place.group] ?? []) + 1 });
      const holding = indices.map((_, at) => {
        const value = valueAt(place.axis, at + OTHERWISE);
        return value !== undefined && texts.has(valueText(value));
      });
      return { group: place.group, holds: (at) => holding[at - OTHERWISE] === true };
    });
  }
}

class GridPoint implements Point {
  readonly #groups: readonly Group[];
  readonly #places: ReadonlyMap<string, Place>;
  readonly #indices: Int32Array;
  networkValues: Point['networkValues'] = [];

  constructor(
    readonly model: ModelChoice,
    groups: readonly Group[],
    places: ReadonlyMap<string, Place>,
    indices: Int32Array,
  ) {
    this.#groups = groups;
    this.#places = places;
    this.#indices = indices;
  }

  value(name: string): ParameterValue | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : valueAt(place.axis, this.#indices[place.group] ?? 0);
  }

  get values(): Values {
    const indices = this.#indices;
    return Object.assign(
      {},
      ...this.#groups.map((group, at) => valuesAt(group, indices[at] ?? 0)),
    ) as Values;
  }
}

/** Where a parameter stands: which group it is in. */
interface Place {
  readonly axis: Axis;
  readonly group: number;
}

function placesOf(groups: readonly Group[]): ReadonlyMap<string, Place> {
  return new Map(
    groups.flatMap((axes, group) => axes.map((axis) => [axis.name, { axis, group }] as const)),
  );
}

function sizeOf(group: Group): number {
  return valuesOf(group[0]).length;
}

function valueAt(axis: Axis, index: number): ParameterValue | undefined {
  return index === OTHERWISE ? axis.otherwise : valuesOf(axis)[index];
}

function valuesAt(group: Group, index: number): Values {
  if (index === OTHERWISE) return otherwise(group);
  return Object.fromEntries(
    group.flatMap((axis) => {
      const value = valueAt(axis, index);
      return value === undefined ? [] : [[axis.name, value]];
    }),
  );
}

/** What the values of a group at an index leave together. */
function allowingAt(named: Group, index: number, patterns: Patterns): Matching {
  const [first, ...others] = named.flatMap((axis) => {
    const allowing = patterns.allowing(axis.name, valueAt(axis, index));
    return allowing === null ? [] : [allowing];
  });
  if (first === undefined || others.length === 0) return first ?? patterns.all();
  const together = first.slice();
  for (const other of others) meet(together, other, together);
  return together;
}
