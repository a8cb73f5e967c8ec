import { GridWalk } from './grid-walk.js';
import { groupsOf, type Point, type Search, valuesOf } from './space.js';
import { Patterns } from './patterns.js';
import { problem } from '../../text/problem.js';

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

/** A model's parameters with the number of their values; those taken together are one. */
export interface GridOfModel {
  readonly family: string;
  readonly axes: readonly { readonly name: string; readonly size: number }[];
}

/** The number of trials as people check it: `3 hidden x 2 seeds = 6`. */
export function gridText(models: readonly GridOfModel[], seeds: number, trials: bigint): string {
  const texts = models.map(({ family, axes }) => ({ family, text: productText(axes) }));
  const [first] = texts;
  const grid =
    texts.length === 1
      ? (first?.text ?? '1')
      : `(${texts.map(({ family, text }) => `${family}: ${text}`).join(' + ')})`;
  const factors = [grid, ...(seeds === 1 ? [] : [`${seeds.toLocaleString('en')} seeds`])].filter(
    (factor, index, all) => factor !== '1' || (index === 0 && all.length === 1),
  );
  return `${factors.join(' x ')} = ${trials.toLocaleString('en')}`;
}

/** Without the parameters that have one value. */
function productText(axes: GridOfModel['axes']): string {
  const factors = axes.filter(({ size }) => size !== 1);
  return factors.map(({ name, size }) => `${size.toLocaleString('en')} ${name}`).join(' x ') || '1';
}

/** @param grid its size as gridText says it. */
export function gridTooLarge(grid: string, most: number): string {
  return problem({
    what: 'the grid is too large',
    got: `${grid} trials`,
    expected: `at most ${most.toLocaleString('en')}`,
    advice: 'list fewer values',
  });
}
