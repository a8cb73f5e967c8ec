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
 */
export function rowsText({ columns, rows }: Rows, format: RowFormat, width = Infinity): string {
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
        : `[\n${rows.map((row) => `  ${JSON.stringify(row, jsonValue)}`).join(',\n')}\n]`;
    case 'jsonl':
      return rows.map((row) => JSON.stringify(row, jsonValue)).join('\n');
    case 'csv':
      return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
        .map((values) => values.map((value) => csvField(cell(value))).join(','))
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

export function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

/** RFC 4180. */
function csvField(value: Cell): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of GitHub's tables: neither a bar nor a line break may end the cell. */
function markdownCell(value: Cell): string {
  if (value === null) return '';
  return String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\r\n|[\r\n]/g, '<br>');
}
