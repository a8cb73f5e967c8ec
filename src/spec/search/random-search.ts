import { RandomStream } from '../../random/stream.js';
import type { ParameterValue } from '../../trial/configuration.js';
import { draw } from './distribution.js';
import { groupsOf, otherwise } from './groups.js';
import {
  matches,
  pointOf,
  type Axis,
  type Domain,
  type ModelChoice,
  type Point,
  type Search,
} from './space.js';

/** Whether a parameter may have the value: one drawn from a normal distribution may be below 0. */
export type IsAllowed = (name: string, value: ParameterValue) => boolean;

/** Excluded points one after the other; where there are so many, nothing else is thought to be there. */
const MOST_EXCLUDED = 10_000;

/** Draws of one value at most; a distribution that misses so often is given up. */
const MOST_DRAWS = 1000;

/**
 * A sequence of points, the excluded ones left out; it ends only where exclude leaves none. Each
 * value comes from the seed, the number of its point and its parameter's name alone: a larger
 * `run_cap` goes on where a smaller one ended, and a further parameter leaves the values of the
 * others as they are.
 *
 * @throws a RangeError where a distribution gives nothing that its parameter may be.
 */
export function* drawnPoints(search: Search, isAllowed: IsAllowed): Generator<Point> {
  const seed = search.method.kind === 'random' ? search.method.seed : 0;
  for (let [number, excluded] = [0, 0]; excluded < MOST_EXCLUDED; number += 1) {
    const point = drawPoint(search, seed, number, isAllowed);
    if (search.exclude.some((pattern) => matches(pattern, point))) {
      excluded += 1;
    } else {
      excluded = 0;
      yield point;
    }
  }
}

function drawPoint(search: Search, seed: number, number: number, isAllowed: IsAllowed): Point {
  const stream = (name: string): RandomStream =>
    new RandomStream(seed, 'search', number, nameNumber(name));
  const model = search.models[stream('family').below(search.models.length)] as ModelChoice;
  let values: Readonly<Record<string, ParameterValue>> = {};
  for (const group of groupsOf(model, search.zip)) {
    const [first] = group;
    if (first === undefined) continue;
    if (first.when !== null && !matches(first.when, pointOf(model, values))) {
      values = { ...values, ...otherwise(group) };
      continue;
    }
    const random = stream(first.name);
    if (group.length > 1 && first.domain.kind === 'values') {
      // A zip has one row of probabilities at most: see checks/zip.ts.
      const index = indexOf(first.domain.values.length, probabilitiesOf(group), random);
      const own = group.map(({ name, domain }) => [
        name,
        domain.kind === 'values' ? domain.values[index] : undefined,
      ]);
      values = { ...values, ...Object.fromEntries(own) };
      continue;
    }
    values = { ...values, [first.name]: allowedValue(first.name, first.domain, random, isAllowed) };
  }
  return pointOf(model, values);
}

function probabilitiesOf(group: readonly Axis[]): readonly number[] | null {
  for (const { domain } of group) {
    if (domain.kind === 'values' && domain.probabilities !== null) return domain.probabilities;
  }
  return null;
}

function allowedValue(
  name: string,
  domain: Domain,
  random: RandomStream,
  isAllowed: IsAllowed,
): ParameterValue {
  for (let count = 0; count < MOST_DRAWS; count += 1) {
    const value = valueOf(domain, random);
    if (domain.kind === 'values' || isAllowed(name, value)) return value;
  }
  throw new RangeError(name);
}

function valueOf(domain: Domain, random: RandomStream): ParameterValue {
  switch (domain.kind) {
    case 'values':
      return domain.values[indexOf(domain.values.length, domain.probabilities, random)] ?? 0;
    case 'distribution':
      return draw(domain.distribution, random);
    case 'depth-width': {
      const depth = Math.max(0, Math.round(Number(valueOf(domain.depth, random))));
      const width = Math.round(Number(valueOf(domain.width, random)));
      return new Array<number>(Math.min(depth, MOST_DEPTH)).fill(width);
    }
  }
}

/** Longer ones are refused as hidden layers; an array of a drawn length must not take all memory. */
const MOST_DEPTH = 101;

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
  return found < 0 ? length - 1 : found;
}

/** FNV-1a, 32 bits: the stream of a parameter follows from its name. */
function nameNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
