import { printableLine } from './printable.js';

/** A cell: numbers are written to the right, text to the left. */
export type Cell = string | number | bigint | null;

/** Columns as wide as their widest cell, two spaces apart; null is an empty cell. */
export function textTable(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const right = titles.map(
    (_, column) =>
      rows.some((row) => isNumeric(row[column])) &&
      rows.every((row) => isNumeric(row[column]) || row[column] === null),
  );
  const written = [titles, ...rows.map((row) => row.map(writeCell))];
  const widths = titles.map((_, column) =>
    written.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), 0),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right[column] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = written;
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join(
    '\n',
  );
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
