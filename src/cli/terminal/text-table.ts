import { columnsLeftOut, fitColumns, uprightRows, type TableFit } from '../../text/fit.js';
import { printableLine } from '../../text/printable.js';

/** A cell: numbers are written to the right, text to the left. */
export type Cell = string | number | bigint | null;

/**
 * Columns as wide as their widest cell, two spaces apart; null is an empty cell. Where a line has no
 * room for them, the least important are left out and named below; where that is not enough or none
 * may go, every row stands upright, a line for each cell.
 */
export function textTable(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  fit: TableFit = { width: Infinity },
): string {
  const { head, body, foot } = tableLayout(titles, rows, fit);
  return [...head, ...body(rows), ...foot].join('\n');
}

/** How a table is written whose widths are those of some of its rows. */
export interface TableLayout {
  readonly head: readonly string[];
  /** Lines of rows; a cell that is longer than those of the sample moves what follows. */
  readonly body: (rows: readonly (readonly Cell[])[]) => readonly string[];
  readonly foot: readonly string[];
}

/** @param sample all rows, or the first ones of a table that is written as they come. */
export function tableLayout(
  titles: readonly string[],
  sample: readonly (readonly Cell[])[],
  fit: TableFit = { width: Infinity },
): TableLayout {
  const right = titles.map(
    (_, column) =>
      sample.some((row) => isNumeric(row[column])) &&
      sample.every((row) => isNumeric(row[column]) || row[column] === null),
  );
  // Names of columns are as foreign as cells: `select 1 as "..."`.
  const named = titles.map(printableLine);
  const written = [named, ...sample.map((row) => row.map(writeCell))];
  const widths = titles.map((_, column) =>
    written.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), 0),
  );
  const fitted = fitColumns(titles, widths, fit);
  if (fitted.kind === 'upright' && sample.length > 0) {
    return {
      head: [],
      body: (rows) => [
        uprightRows(
          named,
          rows.map((row) => row.map(writeCell)),
          fit.width,
        ),
      ],
      foot: [],
    };
  }
  const columns = fitted.kind === 'table' ? fitted.columns : [...titles.keys()];
  const line = (row: readonly string[]): string =>
    columns
      .map((column) => {
        const cell = row[column] ?? '';
        const width = widths[column] ?? 0;
        return right[column] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return {
    head: [line(named), columns.map((column) => '-'.repeat(widths[column] ?? 0)).join('  ')],
    body: (rows) => rows.map((row) => line(row.map(writeCell))),
    foot:
      fitted.kind === 'table' && fitted.leftOut.length > 0
        ? ['', columnsLeftOut(fitted.leftOut)]
        : [],
  };
}

function isNumeric(cell: Cell | undefined): boolean {
  if (typeof cell === 'number' || typeof cell === 'bigint') return true;
  // Written numbers: 1,234 or 97.51 % or ~5 s.
  return typeof cell === 'string' && /^[~<]?-?[\d][\d,. ]*( ?[%a-zA-Z]{1,4})?$/.test(cell);
}

/** A line break or control character in a value must not break the table or the terminal. */
function writeCell(cell: Cell): string {
  if (cell === null) return '';
  return printableLine(String(cell));
}
