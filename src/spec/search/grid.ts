import { gridText } from '../../messages/spec/grid.js';
import type { ParameterValue } from '../../trial/configuration.js';
import { matches, type Axis, type ModelChoice, type Point, type Search } from './space.js';

/** More trials than anybody trains; a grid beyond it is a slip, and would take memory to expand. */
export const MOST_TRIALS = 100_000;

/** Parameters that are taken together: the first value of one with the first of the others. */
type Group = readonly Axis[];

/** The number of trials as people check it, `3 hidden x 2 seeds = 6`, without expanding the grid. */
export function gridSize(
  { models, zip }: Pick<Search, 'models' | 'zip'>,
  seeds: number,
): { readonly trials: bigint; readonly text: string } {
  const grids = models.map((model) => ({
    family: model.family,
    axes: groupsOf(model, zip).map((group) => ({
      name: group.map(({ name }) => name).join('+'),
      size: valuesOf(group[0]).length,
    })),
  }));
  const points = grids
    .map(({ axes }) => axes.reduce((product, { size }) => product * BigInt(size), 1n))
    .reduce((sum, size) => sum + size, 0n);
  const trials = points * BigInt(seeds);
  return { trials, text: gridText(grids, seeds, trials) };
}

/** Every point of the grid, the excluded ones left out and the included ones at the end. */
export function* gridPoints(search: Search): Generator<Point> {
  for (const model of search.models) {
    for (const point of pointsOf(model, groupsOf(model, search.zip), {})) {
      if (!search.exclude.some((pattern) => matches(pattern, point))) yield point;
    }
  }
  yield* search.include;
}

/** Every point, whether excluded or not. */
export function* wholeGrid(search: Search): Generator<Point> {
  for (const model of search.models) yield* pointsOf(model, groupsOf(model, search.zip), {});
}

function* pointsOf(
  model: ModelChoice,
  [group, ...others]: readonly Group[],
  values: Readonly<Record<string, ParameterValue>>,
): Generator<Point> {
  if (group === undefined) {
    yield { model, values };
    return;
  }
  const [first] = group;
  const varies =
    first === undefined || first.when === null || matches(first.when, { model, values });
  if (!varies) {
    yield* pointsOf(model, others, { ...values, ...otherwise(group) });
    return;
  }
  for (let index = 0; index < valuesOf(first).length; index += 1) {
    const own = group.map((axis) => [axis.name, valuesOf(axis)[index]]);
    yield* pointsOf(model, others, { ...values, ...Object.fromEntries(own) });
  }
}

/** What a conditional parameter is where its condition does not hold. */
export function otherwise(group: readonly Axis[]): Readonly<Record<string, ParameterValue>> {
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
