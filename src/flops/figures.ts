import { fitColumns, uprightRows, type TableFit } from '../text/fit.js';
import { printableLine } from '../text/printable.js';

/** 179050n as `179,050`, whatever the locale. */
export function withSeparators(count: bigint | number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A dash where there is no count. */
export function countText(
  count: bigint | null,
  figure: (count: bigint) => string = withSeparators,
): string {
  return count === null ? '-' : figure(count);
}

/** `1 sample`, `a batch of 32`. */
export function batchText(batch: number): string {
  return batch === 1 ? '1 sample' : `a batch of ${withSeparators(batch)}`;
}

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'] as const;

/** Four significant digits and a unit of thousands: 15470264320n as `15.47 G`. */
export function short(count: bigint): string {
  if (count < 1000n) return String(count);
  let value = Number(count);
  let unit = 0;
  // What would be shown as 1000 belongs to the next unit.
  while (Number(value.toPrecision(4)) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toPrecision(4)} ${UNITS[unit] ?? ''}`;
}

/** A part of a whole, as `12.3 %`; nothing where the whole is 0. */
export function share(part: bigint, whole: bigint): string {
  if (whole === 0n) return '';
  return `${((Number(part) / Number(whole)) * 100).toFixed(1)} %`;
}

/**
 * Rows, the titles first, as lines that have room for so many characters: see text/fit.ts. Each row
 * stands upright where that cannot be.
 */
export function fitted(
  written: readonly (readonly string[])[],
  texts: number,
  fit: TableFit,
): {
  readonly kind: 'table' | 'upright';
  readonly lines: string[];
  readonly leftOut: readonly string[];
} {
  // Names of layers are a stranger's.
  const rows = written.map((row) => row.map(printableLine));
  const [titles = [], ...body] = rows;
  const widths = titles.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), 0),
  );
  const found = fitColumns(titles, widths, fit);
  if (found.kind === 'upright') {
    return { kind: 'upright', lines: [uprightRows(titles, body, fit.width)], leftOut: [] };
  }
  const { columns, leftOut } = found;
  const shown = rows.map((row) => columns.map((column) => row[column] ?? ''));
  const words = columns.filter((column) => column < texts).length;
  return { kind: 'table', lines: aligned(shown, words), leftOut };
}

/** Columns as wide as their widest cell; the first `texts` to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[], texts: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < texts ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
