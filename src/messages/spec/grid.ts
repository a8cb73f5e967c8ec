import { problem } from '../problem.js';

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
