import { csvCell, jsonText, printableText } from '../../messages/printable.js';
import { textTable, type Cell } from './text-table.js';

export const ROW_FORMATS = ['table', 'json', 'jsonl', 'csv', 'markdown'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Rows of a query as text. Integers beyond 2^53 are strings in JSON.
 *
 * @param width characters of a line, for a table: what was asked for is never left out, so rows that
 *   do not fit stand upright.
 * @param raw cells of CSV as they are: see `csvCell`.
 */
export function rowsText(
  { columns, rows }: Rows,
  format: RowFormat,
  width = Infinity,
  raw = false,
): string {
  switch (format) {
    case 'table':
      return textTable(
        columns,
        rows.map((row) => columns.map((column) => cell(row[column]))),
        { width },
      );
    case 'json':
      return rows.length === 0
        ? '[]'
        : `[\n${rows.map((row) => `  ${jsonText(row)}`).join(',\n')}\n]`;
    case 'jsonl':
      return rows.map((row) => jsonText(row)).join('\n');
    case 'csv':
      return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
        .map((values) => values.map((value) => csvCell(cell(value), raw)).join(','))
        .join('\n');
    case 'markdown':
      return [
        columns,
        columns.map(() => '---'),
        ...rows.map((row) => columns.map((column) => row[column])),
      ]
        .map((values) => `| ${values.map((value) => markdownCell(cell(value))).join(' | ')} |`)
        .join('\n');
  }
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

/** Of GitHub's tables: neither a bar nor a line break may end the cell. */
function markdownCell(value: Cell): string {
  if (value === null) return '';
  return printableText(String(value))
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\r\n|[\r\n]/g, '<br>');
}
