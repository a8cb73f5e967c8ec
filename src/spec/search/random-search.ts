import { RandomStream } from '../../random/stream.js';
import type { ParameterValue } from '../../trial/configuration.js';
import { draw, hiddenOf } from './distribution.js';
import {
  type Domain,
  type Group,
  groupsOf,
  type ModelChoice,
  otherwise,
  type Pattern,
  type Point,
  pointOf,
  type Search,
  type Values,
  valuesOf,
  valueText,
  weightsOf,
} from './space.js';
import { isEmpty, meet, Patterns } from './patterns.js';
import { spaceSize } from './space-size.js';

/** Whether a parameter may have the value: one drawn from a normal distribution may be below 0. */
export type IsAllowed = (name: string, value: ParameterValue) => boolean;

/**
 * Draws in all, those of excluded points too, and points that come of them: what is rarer is not waited
 * for. Of 100,000 points that are alike all have come after some 1.2 million draws.
 */
const MOST_DRAWS = 3_000_000;
const MOST_POINTS = 1_000_000;

/** Excluded points one after the other; where there are so many, nothing else is thought to be there. */
const MOST_EXCLUDED = 10_000;

/** Draws of one value at most; a distribution that misses so often is given up. */
const MOST_MISSES = 1000;

/** Points that were drawn before, after which it is asked how many there are. */
const REPEATS_BEFORE_COUNTING = 100;

/** Points of a space that is counted at most; of a larger one it is forgotten what was drawn. */
const MOST_KNOWN = 200_000;

/**
 * A sequence of points, the excluded ones left out, each once in a space that can be counted; it ends
 * where exclude leaves none, where all that there are have been drawn, and after so many draws. Each
 * value comes from the seed, the number of its point and its parameter's name alone: a larger
 * `run_cap` goes on where a smaller one ended, and a further parameter leaves the values of the others
 * as they are.
 *
 * @param mostDraws those of excluded points are not counted.
 * @throws a RangeError where a distribution gives nothing that its parameter may be.
 */
export function* drawnPoints(
  search: Search,
  isAllowed: IsAllowed,
  mostDraws: number,
): Generator<Point> {
  const seed = search.method.kind === 'random' ? search.method.seed : 0;
  const draws = search.models.map((model) => new ModelDraws(model, search.zip, seed, isAllowed));
  const family = streamOf(seed, 'family');
  const exclude = new Patterns(search.exclude);
  const before = new DrawnBefore(() => spaceSize(search, isAllowed, MOST_KNOWN));
  let [points, left, excluded] = [0, mostDraws, 0];
  for (let number = 0; number < MOST_DRAWS && left > 0 && !before.isAll; number += 1) {
    const index = draws.length === 1 ? 0 : family.moveTo(number).below(draws.length);
    const { model, values, text } = (draws[index] as ModelDraws).draw(number);
    const key = `${index} ${text}`;
    if (!before.has(key)) {
      if (isExcluded(exclude, model.family, values)) {
        excluded += 1;
        if (excluded === MOST_EXCLUDED) return;
        continue;
      }
      before.add(key);
      yield pointOf(model, values);
      points += 1;
      if (points === MOST_POINTS) return;
    }
    excluded = 0;
    left -= 1;
  }
}

/** The points of a space that have been drawn, as long as it may be one that can be counted. */
class DrawnBefore {
  readonly #sizeOf: () => number;
  #known: Set<string> | null = new Set();
  #repeats = 0;
  #size = Infinity;

  /** @param sizeOf asked once, if points are drawn again and again. */
  constructor(sizeOf: () => number) {
    this.#sizeOf = sizeOf;
  }

  get isAll(): boolean {
    return this.#known !== null && this.#known.size >= this.#size;
  }

  has(key: string): boolean {
    if (this.#known?.has(key) !== true) return false;
    this.#repeats += 1;
    if (this.#repeats === REPEATS_BEFORE_COUNTING) this.#size = this.#sizeOf();
    return true;
  }

  add(key: string): void {
    this.#known?.add(key);
    if (this.#known !== null && this.#known.size > MOST_KNOWN) this.#known = null;
  }
}

function isExcluded(exclude: Patterns, family: string, values: Values): boolean {
  const left = exclude.all();
  for (const name of exclude.names.keys()) {
    const allowing = exclude.allowing(name, name === 'family' ? family : values[name]);
    if (allowing !== null) meet(left, allowing, left);
  }
  return !isEmpty(left);
}

/** Draws points of one model. */
class ModelDraws {
  readonly #groups: readonly GroupDraws[];

  constructor(
    readonly model: ModelChoice,
    zip: Search['zip'],
    seed: number,
    isAllowed: IsAllowed,
  ) {
    this.#groups = groupsOf(model, zip).map((group) =>
      groupDraws(group, model.family, streamOf(seed, group[0]?.name ?? ''), isAllowed),
    );
  }

  /** @returns values, and a text that points of this model share only if they are equal. */
  draw(number: number): {
    readonly model: ModelChoice;
    readonly values: Values;
    readonly text: string;
  } {
    const values: Record<string, ParameterValue> = {};
    let text = '';
    for (const { when, elsewhere, put } of this.#groups) {
      if (when(values)) {
        text += put(number, values);
      } else {
        Object.assign(values, elsewhere);
        text += '- ';
      }
    }
    return { model: this.model, values, text };
  }
}

interface GroupDraws {
  /** Whether the group's condition holds where parameters before it have these values. */
  readonly when: (values: Values) => boolean;
  readonly elsewhere: Values;
  /** Draws values of a point into `values`, and says which in a text. */
  readonly put: (number: number, values: Record<string, ParameterValue>) => string;
}

function groupDraws(
  group: Group,
  family: string,
  random: RandomStream,
  isAllowed: IsAllowed,
): GroupDraws {
  const [first] = group;
  const about = { when: conditionOf(first?.when ?? null, family), elsewhere: otherwise(group) };
  if (first === undefined || first.domain.kind === 'values') {
    const lists = group.map((axis) => ({ name: axis.name, list: valuesOf(axis) }));
    const { length } = lists[0]?.list ?? [];
    // A zip has one row of probabilities at most: see checks/zip.ts.
    const probabilities = weightsOf(group);
    const put: GroupDraws['put'] = (number, values) => {
      const index = length === 1 ? 0 : indexOf(length, probabilities, random.moveTo(number));
      for (const { name, list } of lists) {
        const value = list[index];
        if (value !== undefined) values[name] = value;
      }
      return length === 1 ? '' : `${index} `;
    };
    return { ...about, put };
  }
  const { name, domain } = first;
  const put: GroupDraws['put'] = (number, values) => {
    const value = allowedValue(name, domain, random.moveTo(number), isAllowed);
    values[name] = value;
    return `${valueText(value)} `;
  };
  return { ...about, put };
}

function conditionOf(when: Pattern | null, family: string): GroupDraws['when'] {
  if (when === null) return () => true;
  const allowed = Object.entries(when).map(
    ([name, values]) => [name, new Set(values.map(valueText))] as const,
  );
  return (values) =>
    allowed.every(([name, texts]) => {
      const value = name === 'family' ? family : values[name];
      return value !== undefined && texts.has(valueText(value));
    });
}

function allowedValue(
  name: string,
  domain: Domain,
  random: RandomStream,
  isAllowed: IsAllowed,
): ParameterValue {
  for (let count = 0; count < MOST_MISSES; count += 1) {
    const value = valueOf(domain, random);
    if (isAllowed(name, value)) return value;
  }
  throw new RangeError(name);
}

function valueOf(domain: Domain, random: RandomStream): ParameterValue {
  switch (domain.kind) {
    case 'values':
      return domain.values[indexOf(domain.values.length, domain.probabilities, random)] ?? 0;
    case 'distribution':
      return draw(domain.distribution, random);
    case 'depth-width':
      return hiddenOf(Number(valueOf(domain.depth, random)), Number(valueOf(domain.width, random)));
  }
}

function indexOf(
  length: number,
  probabilities: readonly number[] | null,
  random: RandomStream,
): number {
  if (probabilities === null) return random.below(length);
  let left = random.unit() * probabilities.reduce((sum, share) => sum + share, 0);
  const found = probabilities.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return found < 0 ? probabilities.findLastIndex((share) => share > 0) : found;
}

function streamOf(seed: number, name: string): RandomStream {
  return new RandomStream(seed, 'search', 0, nameNumber(name));
}

/** FNV-1a, 32 bits: the stream of a parameter follows from its name. */
function nameNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
