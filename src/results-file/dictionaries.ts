import { columnName } from './column-names.js';
import type { CsvFile } from './csv.js';

/** A value of a dictionary: text as it would stand in a cell of its own. */
type Entries = ReadonlyMap<string, string>;

/**
 * A column whose cells are dictionaries, as pandas writes `run.config` and `run.summary` of W&B, becomes a
 * column per key, `config.lr`; nested ones too. A column of which a cell is no dictionary stays as it is.
 */
export function expandDictionaries(csv: CsvFile): CsvFile {
  const known = new Set(csv.header.flatMap((name) => parameterKey(name) ?? []));
  const expanded = csv.header.map((name, at) => {
    const entries = csv.records.map(({ fields }) => readDictionary(fields[at] ?? ''));
    if (!entries.some((entry) => entry.size > 0)) return null;
    const isWhole = entries.every(
      (entry, row) => entry.size > 0 || isEmpty(csv.records[row]?.fields[at] ?? ''),
    );
    if (!isWhole) return null;
    const keys = [...new Set(entries.flatMap((entry) => [...entry.keys()]))]
      .map((key) => ({ key, full: `${name}.${key}` }))
      // What scikit-learn writes as `params` stands in columns of its own too.
      .filter(({ full }) => !known.has(parameterKey(full) ?? full) && !csv.header.includes(full));
    return { keys, entries };
  });
  if (expanded.every((column) => column === null)) return csv;
  const columns = expanded.map((column, at) => column ?? at);
  return {
    ...csv,
    header: columns.flatMap((column) =>
      typeof column === 'number' ? (csv.header[column] ?? '') : column.keys.map(({ full }) => full),
    ),
    places: columns.flatMap((column, at) =>
      typeof column === 'number'
        ? (csv.places[column] ?? column)
        : column.keys.map(() => csv.places[at] ?? at),
    ),
    records: csv.records.map((record, row) => ({
      ...record,
      fields: columns.flatMap((column) =>
        typeof column === 'number'
          ? (record.fields[column] ?? '')
          : column.keys.map(({ key }) => column.entries[row]?.get(key) ?? ''),
      ),
    })),
  };
}

function parameterKey(name: string): string | null {
  const { says, key } = columnName(name);
  return says === 'parameter' ? key : null;
}

const isEmpty = (text: string): boolean => /^\s*(\{\s*\}|nan|none|null)?\s*$/i.test(text);

/** Levels of dictionaries and lists; a configuration has a few, and the stack holds some thousand. */
const DEEPEST = 64;

/** Empty where the text is no dictionary of Python or JSON, or one nested more deeply than any is. */
function readDictionary(text: string): Entries {
  if (!/^\s*\{/.test(text)) return new Map();
  const cursor = new Cursor(text);
  const entries = new Map<string, string>();
  return cursor.dictionary('', entries) && cursor.isAtEnd() ? entries : new Map();
}

/** Reads the literals of Python, of which those of JSON are nearly all. */
class Cursor {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** False where there is none. Nested keys have a point between them. */
  dictionary(prefix: string, entries: Map<string, string>): boolean {
    if (!this.#take('{') || this.#depth === DEEPEST) return false;
    this.#depth += 1;
    while (!this.#take('}')) {
      const key = this.#string() ?? this.#word();
      if (key === null || !this.#take(':')) return false;
      const full = `${prefix}${key}`;
      this.#skipSpaces();
      if (this.#text[this.#at] === '{') {
        if (!this.dictionary(`${full}.`, entries)) return false;
      } else {
        const value = this.#value();
        if (value === null) return false;
        entries.set(full, value);
      }
      if (this.#take(',')) continue;
      if (!this.#take('}')) return false;
      break;
    }
    this.#depth -= 1;
    return true;
  }

  isAtEnd(): boolean {
    this.#skipSpaces();
    return this.#at === this.#text.length;
  }

  /** As it would stand in a cell: a string without its quotes, nothing for None. */
  #value(): string | null {
    const string = this.#string();
    if (string !== null) return string;
    const start = this.#at;
    if (this.#take('[') || this.#take('(')) {
      const close = this.#text[this.#at - 1] === '[' ? ']' : ')';
      if (this.#depth === DEEPEST) return null;
      this.#depth += 1;
      while (!this.#take(close)) {
        if (this.#value() === null) return null;
        if (this.#take(',')) continue;
        if (!this.#take(close)) return null;
        break;
      }
      this.#depth -= 1;
      return this.#text.slice(start, this.#at).trim();
    }
    const word = this.#word();
    return word !== null && /^(none|null)$/i.test(word) ? '' : word;
  }

  #string(): string | null {
    this.#skipSpaces();
    const [whole, quote = '', body = ''] =
      /^(['"])((?:\\.|(?!\1)[^\\])*)\1/s.exec(this.#text.slice(this.#at)) ?? [];
    if (whole === undefined || quote === '') return null;
    this.#at += whole.length;
    return body.replace(/\\(u[\da-f]{4}|x[\da-f]{2}|.)/gis, (_, escape: string) =>
      unescaped(escape),
    );
  }

  /** A number, True or such. */
  #word(): string | null {
    this.#skipSpaces();
    const [word] = /^[-+.\w]+/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += word?.length ?? 0;
    return word ?? null;
  }

  #take(character: string): boolean {
    this.#skipSpaces();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipSpaces(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}

function unescaped(escape: string): string {
  if (escape.length > 1) return String.fromCharCode(parseInt(escape.slice(1), 16));
  return { n: '\n', t: '\t', r: '\r' }[escape] ?? escape;
}
