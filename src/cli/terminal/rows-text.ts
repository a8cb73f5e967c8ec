import { csvCell, jsonText, printableText } from '../../text/printable.js';
import { tableLayout, type Cell } from './text-table.js';

export const ROW_FORMATS = ['table', 'json', 'jsonl', 'csv', 'markdown'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

interface Rows {
  readonly columns: readonly string[];
  readonly rows: Iterable<Readonly<Record<string, unknown>>>;
}

/** Rows of a table that decide the widths of its columns, and rows that are written together. */
const SAMPLE = 1000;

/**
 * Rows of a query as text. Integers beyond 2^53 are strings in JSON.
 *
 * @param width characters of a line, for a table: what was asked for is never left out, so rows that
 *   do not fit stand upright.
 * @param raw cells of CSV as they are: see `csvCell`.
 */
export function rowsText(rows: Rows, format: RowFormat, width = Infinity, raw = false): string {
  return [...rowsLines(rows, format, width, raw)].join('\n');
}

/** The same in parts of some lines without a line's end, as the rows come: never all of them at once. */
export function* rowsLines(
  { columns, rows }: Rows,
  format: RowFormat,
  width = Infinity,
  raw = false,
): Iterable<string> {
  const values = (row: Readonly<Record<string, unknown>>): Cell[] =>
    columns.map((column) => cell(row[column]));
  switch (format) {
    case 'table': {
      let layout: ReturnType<typeof tableLayout> | undefined;
      for (const some of inParts(rows)) {
        const written = some.map(values);
        // Upright rows stand apart by an empty line.
        const between = layout !== undefined && layout.head.length === 0 ? [''] : [];
        const head = layout === undefined;
        layout ??= tableLayout(columns, written, { width });
        yield [...(head ? layout.head : between), ...layout.body(written)].join('\n');
      }
      if (layout === undefined) yield tableLayout(columns, [], { width }).head.join('\n');
      return;
    }
    case 'json': {
      let open = '[';
      for (const some of inParts(rows)) {
        yield `${open}\n${some.map((row) => `  ${jsonText(row)}`).join(',\n')}`;
        open = '  ,';
      }
      yield open === '[' ? '[]' : ']';
      return;
    }
    case 'jsonl':
      for (const some of inParts(rows)) yield some.map((row) => jsonText(row)).join('\n');
      return;
    case 'csv': {
      const line = (cells: readonly Cell[]): string =>
        cells.map((value) => csvCell(value, raw)).join(',');
      yield line(columns);
      for (const some of inParts(rows)) yield some.map((row) => line(values(row))).join('\n');
      return;
    }
    case 'markdown': {
      const line = (cells: readonly Cell[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
      yield `${line(columns)}\n${line(columns.map(() => '---'))}`;
      for (const some of inParts(rows)) yield some.map((row) => line(values(row))).join('\n');
    }
  }
}

function* inParts<Row>(rows: Iterable<Row>): Iterable<Row[]> {
  let part: Row[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length < SAMPLE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
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
