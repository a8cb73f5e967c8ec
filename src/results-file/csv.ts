import { CsvError, type Info, parse } from 'csv-parse/sync';
import { ExplainedError } from '../text/problem.js';
import * as messages from './messages.js';

/** A value that equals another one that is written differently: `64`, `64.0`, `6.4e1`; `1e-3`, `0.001`. */
export function canonical(text: string): string {
  const own = text.trim();
  const [, sign = '', whole] = /^([+-]?)(\d+)(?:\.0*)?$/.exec(own) ?? [];
  // Seeds of 64 bits are more than a double holds.
  if (whole !== undefined) return String(BigInt(whole) * (sign === '-' ? -1n : 1n));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(own)) return own;
  const number = Number(own);
  return Number.isFinite(number) ? String(number) : own;
}

/** For JSON: a number where it is one, null where the cell is empty. */
export function jsonValueOf(text: string): string | number | boolean | null {
  const own = text.trim();
  if (own === '') return null;
  if (/^(true|false)$/i.test(own)) return own.toLowerCase() === 'true';
  const number = Number(canonical(own));
  return Number.isFinite(number) && !(Math.abs(number) > Number.MAX_SAFE_INTEGER) ? number : own;
}

const MOST_CHARACTERS = 40;

/** For people: lists of numbers as `100-100`, four digits of a long one, and nothing that fills a line. */
export function shortValue(text: string): string {
  const own = text.trim();
  const [, list] = /^[[(]((?:\d+(?:\.\d+)?,? *)*)[\])]$/.exec(own) ?? [];
  if (list !== undefined) return list.trim().replace(/,$/, '').split(/[, ]+/).join('-') || 'none';
  // A suggested value has more digits than a name needs.
  if (/^[+-]?\d*\.\d{5,}(e[+-]?\d+)?$/i.test(own))
    return String(Number(Number(own).toPrecision(4)));
  return own.length > MOST_CHARACTERS ? `${own.slice(0, MOST_CHARACTERS - 1)}…` : own;
}

/** A file of results that cannot be read as one; the message says where and what to do. */
export class ResultsFileError extends ExplainedError {
  override readonly name = 'ResultsFileError';
  readonly blame = 'input';
}

/** The rows of a file as text, with what it takes to say where a cell stands. */
export interface CsvFile {
  /** As messages name it. */
  readonly file: string;
  /** One of DELIMITERS. */
  readonly delimiter: string;
  /** Names of columns, each once; a column without a name has an empty one. */
  readonly header: readonly string[];
  /** Each with as many fields as the header, without spaces around them. */
  readonly records: readonly CsvRecord[];
  /** Of each column of the header, the one of the file that it is read from. */
  readonly places: readonly number[];
  /** The file as it is read: UTF-8 without a byte order mark. */
  readonly bytes: Uint8Array;
}

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Where it begins: byte from 0, line from 1. */
  readonly start: number;
  readonly line: number;
}

/** In the order in which they are taken where several give as many columns. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

const LINE_ENDS = ['\r\n', '\n', '\r'];

/** First characters of files that are often named in the place of text. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^PK\u0003\u0004/, 'a zip archive, as Excel saves its workbooks'],
  [/^PAR1/, 'a Parquet file'],
  [/^SQLite format 3/, 'an SQLite database'],
  [/^\u001f/, 'a compressed file'],
];

/**
 * Reads a text of rows with commas, semicolons, tabs or bars between fields, whichever gives the
 * header most columns; fields may be quoted as in RFC 4180, lines end as on any system, and rows
 * without a character are passed over.
 *
 * @throws ResultsFileError with file, line and column (both from 1) of what is not so.
 */
export function readCsv(text: string, file: string): CsvFile {
  const own = text.replace(/^\uFEFF/, '');
  const kind = KINDS.find(([start]) => start.test(own))?.[1] ?? null;
  if (kind !== null || own.includes('\u0000')) {
    throw new ResultsFileError(messages.notText(file, kind));
  }
  if (own.trim() === '') throw new ResultsFileError(messages.fileIsEmpty(file));
  const bytes = Buffer.from(own);
  const delimiter = delimiterOf(bytes);
  const records = parseAll(bytes, delimiter, file).filter(({ fields }) =>
    fields.some((field) => field !== ''),
  );
  const [head, ...rows] = records;
  if (head === undefined) throw new ResultsFileError(messages.fileIsEmpty(file));
  const csv: CsvFile = {
    file,
    delimiter,
    header: head.fields,
    records: rows,
    places: head.fields.map((_, at) => at),
    bytes,
  };
  checkHeader(csv, head);
  for (const row of rows) {
    if (row.fields.length === head.fields.length) continue;
    throw new ResultsFileError(
      messages.otherFieldCount(placeOf(csv, row, 0), {
        got: row.fields.length,
        expected: head.fields.length,
        lines: row.lines,
      }),
    );
  }
  if (rows.length === 0) throw new ResultsFileError(messages.noRows(file));
  return csv;
}

/** Where a cell stands, as messages name it: `results.csv:3:14`. */
export function placeOf(csv: CsvFile, record: CsvRecord, column: number): string {
  const ends: number[] = [];
  const cast = (value: string, { bytes }: Info): string => {
    ends.push(bytes);
    return value;
  };
  const rest = csv.bytes.subarray(record.start);
  parse(rest, { ...optionsOf(csv.delimiter), to: 1, cast });
  const at = csv.places[column] ?? column;
  const before = at === 0 ? 0 : (ends[at - 1] ?? 0) + csv.delimiter.length;
  return placeText(csv.file, placeAt(csv.bytes, skipSpaces(csv, record.start + before)));
}

function optionsOf(delimiter: string) {
  return {
    delimiter,
    record_delimiter: LINE_ENDS,
    relax_column_count: true,
    trim: true,
  } as const;
}

function delimiterOf(bytes: Buffer): string {
  const counts = DELIMITERS.map((delimiter) => {
    try {
      const found = parse(bytes, { ...optionsOf(delimiter), to: 1, skip_empty_lines: true });
      return found[0]?.length ?? 0;
    } catch {
      // With another delimiter a quote may stand where none may.
      return 0;
    }
  });
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function parseAll(
  bytes: Buffer,
  delimiter: string,
  file: string,
): readonly (CsvRecord & { readonly lines: number })[] {
  try {
    const options = { ...optionsOf(delimiter), info: true } as const;
    let start = 0;
    let line = 1;
    const rows = parse(bytes, options) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: Info;
    }[];
    return rows.map(({ record, info }) => {
      // Where the reader counts lines, a line end inside quotes may count twice.
      const ends = lineEnds(bytes.subarray(start, info.bytes));
      const isLast =
        info.bytes === bytes.length && !/[\r\n]/.test(String.fromCharCode(bytes.at(-1) ?? 0));
      const read = { fields: record, start, line, lines: isLast ? ends + 1 : ends };
      [start, line] = [info.bytes, line + ends];
      return read;
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Bytes until the field before the faulty one ended; the first of a row begins where one ended.
    const { code, message, bytes: end, column } = error as CsvError & Info;
    const start = Number(end) + (column === 0 ? 0 : delimiter.length);
    const place = placeText(file, placeAt(bytes, skipSpaces({ bytes, delimiter }, start)));
    switch (code) {
      case 'CSV_QUOTE_NOT_CLOSED':
        throw new ResultsFileError(messages.quoteNotClosed(place));
      case 'CSV_INVALID_CLOSING_QUOTE':
      case 'INVALID_OPENING_QUOTE':
        throw new ResultsFileError(messages.strayQuote(place));
      default:
        throw new ResultsFileError(messages.unreadable(place, message));
    }
  }
}

function checkHeader(csv: CsvFile, head: CsvRecord): void {
  const place = (column: number): string => placeOf(csv, head, column);
  const [name = ''] = csv.header;
  if (csv.header.length === 1) throw new ResultsFileError(messages.oneColumn(place(0), name));
  csv.header.forEach((text, column) => {
    if (text === '') return;
    const first = csv.header.indexOf(text);
    if (first < column) {
      throw new ResultsFileError(messages.columnTwice(place(column), text, first + 1));
    }
  });
  const number = csv.header.findIndex((text) => /^[+-]?\d*[.,]\d+(e[+-]?\d+)?$/i.test(text));
  if (number >= 0) {
    throw new ResultsFileError(messages.headerNotNames(place(number), csv.header[number] ?? ''));
  }
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function placeText(file: string, { line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Of the byte that a field begins with. Columns are counted in characters. */
function placeAt(bytes: Uint8Array, offset: number): Place {
  const lines = Buffer.from(bytes.subarray(0, offset))
    .toString()
    .split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

function lineEnds(bytes: Uint8Array): number {
  return (
    Buffer.from(bytes)
      .toString('latin1')
      .split(/\r\n|\r|\n/).length - 1
  );
}

/** Past the spaces before a field, which are no part of it. */
function skipSpaces(
  { bytes, delimiter }: Pick<CsvFile, 'bytes' | 'delimiter'>,
  from: number,
): number {
  let at = from;
  while (' \t'.replace(delimiter, '').includes(String.fromCharCode(bytes[at] ?? 0))) at += 1;
  return at;
}
