import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/random/stream.js';
import { GridWalk } from '../../../src/spec/search/grid-walk.js';
import { gridPoints } from '../../../src/spec/search/grid.js';
import {
  type Axis,
  type Group,
  groupsOf,
  matches,
  type ModelChoice,
  otherwise,
  type Pattern,
  pointOf,
  type Search,
  type Values,
  valuesOf,
} from '../../../src/spec/search/space.js';
import { has, Patterns } from '../../../src/spec/search/patterns.js';

const stream = new RandomStream(11, 'search', 0);
const below = (bound: number): number => stream.below(bound);
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
const NAMES = ['hidden', 'a', 'b', 'c', 'd', 'e'];

/** A value of any parameter: few of them, so that patterns often match. */
function value(name: string): number | readonly number[] {
  return name === 'hidden' ? pick([[], [1], [1, 2]]) : below(4);
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function pattern(names: readonly string[], most: number): Pattern {
  const named = distinct(Array.from({ length: below(most + 1) }, () => pick(names)));
  return Object.fromEntries(
    named.map((name) => [
      name,
      name === 'family'
        ? [pick(['mlp', 'net'])]
        : Array.from({ length: 1 + below(3) }, () => value(name)),
    ]),
  );
}

function randomSearch(): Search {
  const zipped = below(2) === 0 ? ['b', 'd'] : [];
  const rows = 1 + below(3);
  const modelOf = (family: string): ModelChoice => {
    const names = NAMES.filter((name) => below(4) > 0 || zipped.includes(name));
    const axes = names.map((name, index): Axis => {
      const count = zipped.includes(name) ? rows : 1 + below(3);
      const listed = Array.from({ length: count }, () => value(name));
      const values = zipped.includes(name) ? listed : distinct(listed);
      // Of those before it, so that no condition depends on itself; some can never hold.
      const when =
        below(3) > 0 || zipped.includes(name)
          ? null
          : pattern(['family', 'elsewhere', ...names.slice(0, index)], 2);
      return {
        name,
        domain: { kind: 'values', values, probabilities: null },
        when,
        otherwise: below(3) === 0 ? undefined : value(name),
        path: null,
      };
    });
    const networkParameters = names.filter(() => below(2) === 0);
    return { family, layers: null, path: [], networkParameters, axes };
  };
  return {
    models: below(2) === 0 ? [modelOf('mlp')] : [modelOf('mlp'), modelOf('net')],
    method: { kind: 'grid' },
    zip: zipped.length === 0 ? [] : [zipped],
    exclude: Array.from({ length: pick([0, 1, 3, 40]) }, () => pattern(['family', ...NAMES], 3)),
    include: [],
  };
}

/** Group by group, each value after the other. */
function* oneByOne(
  model: ModelChoice,
  [group, ...others]: readonly Group[],
  values: Values,
): Generator<Values> {
  if (group === undefined) {
    yield values;
    return;
  }
  const when = group[0]?.when ?? null;
  if (when !== null && !matches(when, pointOf(model, values))) {
    yield* oneByOne(model, others, { ...values, ...otherwise(group) });
    return;
  }
  for (const index of valuesOf(group[0]).keys()) {
    const own = group.map((axis) => [axis.name, valuesOf(axis)[index]]);
    yield* oneByOne(model, others, { ...values, ...(Object.fromEntries(own) as Values) });
  }
}

test('the walk through a grid has the points, and their matches, of going through it value by value', () => {
  let [points, excluded] = [0, 0];
  for (let run = 0; run < 500; run += 1) {
    const search = randomSearch();
    const patterns = new Patterns(search.exclude);
    for (const model of search.models) {
      const walk = new GridWalk(model, search.zip, patterns);
      let shared: { readonly list: readonly unknown[]; readonly text: string } | undefined;
      for (const values of oneByOne(model, groupsOf(model, search.zip), {})) {
        expect(walk.next()).toBe(true);
        const point = walk.point();
        // The order of the parameters too: names and stored JSON follow it.
        expect(JSON.stringify(point.values)).toBe(JSON.stringify(values));
        expect(NAMES.map((name) => point.value(name))).toEqual(NAMES.map((name) => values[name]));
        const matched = search.exclude.map((one) => matches(one, pointOf(model, values)));
        expect(search.exclude.map((_, index) => has(walk.matched, index))).toEqual(matched);
        expect(walk.excluded).toBe(matched.includes(true));
        const text = JSON.stringify(point.networkValues);
        expect(text).toBe(JSON.stringify(model.networkParameters.map((name) => values[name])));
        if (shared?.list === point.networkValues) expect(shared.text).toBe(text);
        shared = { list: point.networkValues, text };
        points += 1;
        if (walk.excluded) excluded += 1;
      }
      expect(walk.next()).toBe(false);
    }
    const kept = [...gridPoints(search)].map(({ model, values }) => [model.family, values]);
    const simple = search.models.flatMap((model) =>
      [...oneByOne(model, groupsOf(model, search.zip), {})]
        .filter((values) => !search.exclude.some((one) => matches(one, pointOf(model, values))))
        .map((values) => [model.family, values]),
    );
    expect(kept).toEqual(simple);
  }
  expect(points).toBeGreaterThan(5000);
  expect(excluded / points).toBeGreaterThan(0.2);
  expect(excluded / points).toBeLessThan(0.8);
});
