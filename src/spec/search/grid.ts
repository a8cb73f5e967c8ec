import { gridText } from '../../messages/spec/grid.js';
import { GridWalk } from './grid-walk.js';
import { groupsOf, valuesOf } from './groups.js';
import { Patterns } from './patterns.js';
import type { Point, Search } from './space.js';

/** More trials than anybody trains; a grid beyond it is a slip, and would take memory to expand. */
export const MOST_TRIALS = 100_000;

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
  const exclude = new Patterns(search.exclude);
  for (const model of search.models) {
    const walk = new GridWalk(model, search.zip, exclude);
    while (walk.next()) if (!walk.excluded) yield walk.point();
  }
  yield* search.include;
}
