import { shownLength, wrapWords } from './wrap.js';

/** How a table is made to fit where it is read. */
export interface TableFit {
  /** Characters of a line; Infinity where the text goes to no terminal. */
  readonly width: number;
  /** Titles of the columns that may be left out, the least important first. */
  readonly optional?: readonly string[];
}

/** Between two columns. */
export const GAP = 2;

export type Fitted =
  | {
      readonly kind: 'table';
      /** Indices of the columns that are shown, ascending. */
      readonly columns: readonly number[];
      /** Titles of the others. */
      readonly leftOut: readonly string[];
    }
  /** Too narrow even without what may be left out: a line for each cell, nothing left out. */
  | { readonly kind: 'upright' };

/**
 * Leaves columns out until the rest fits, the least important first; one that finds room after all,
 * since a wider one had to go too, is taken back.
 *
 * @param widths of the columns, in characters.
 */
export function fitColumns(
  titles: readonly string[],
  widths: readonly number[],
  { width, optional = [] }: TableFit,
): Fitted {
  const shown = new Set(titles.keys());
  const takes = (): number =>
    [...shown].reduce((sum, column) => sum + (widths[column] ?? 0), GAP * (shown.size - 1));
  const gone: number[] = [];
  for (const title of optional) {
    if (takes() <= width) break;
    const column = titles.indexOf(title);
    if (column < 0) continue;
    shown.delete(column);
    gone.push(column);
  }
  if (takes() > width) return { kind: 'upright' };
  for (const column of gone.toReversed()) {
    shown.add(column);
    if (takes() > width) shown.delete(column);
  }
  return {
    kind: 'table',
    columns: [...titles.keys()].filter((column) => shown.has(column)),
    leftOut: titles.filter((_, column) => !shown.has(column)),
  };
}

/** A block for each row, a line for each of its cells: title, then text; long ones are wrapped. */
export function uprightRows(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const indent = titles.reduce((widest, title) => Math.max(widest, title.length), 0) + GAP;
  return rows
    .map((row) =>
      titles
        .map((title, column) => {
          const lines = wrapWords((row[column] ?? '').split(' '), width - indent);
          return `${title.padEnd(indent)}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
        })
        .filter((line) => shownLength(line) > 0)
        .join('\n'),
    )
    .join('\n\n');
}

/** Below a table that had to leave some out. */
export function columnsLeftOut(titles: readonly string[]): string {
  return `Too narrow for ${titles.join(', ')}; a wider terminal or --json shows all.`;
}
