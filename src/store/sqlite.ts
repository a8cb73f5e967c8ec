import Database from 'better-sqlite3';
import { sqliteNotLoaded } from './messages.js';
import { firstLine } from '../text/values.js';

/** SQLite's value as JavaScript's: integers as numbers where exact, as bigint beyond 2^53. */
export type Value = string | number | bigint | null | Buffer;
export type Row = Readonly<Record<string, Value>>;

/** Integers arrive as bigint from a statement with safeIntegers; most fit a number. */
export function plain(value: Value): Value {
  if (typeof value !== 'bigint') return value;
  return value >= LEAST && value <= MOST ? Number(value) : value;
}

const LEAST = BigInt(Number.MIN_SAFE_INTEGER);
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** Rows of a statement that gives arrays, by the names of its columns; one without a name is left out. */
export function namedRows(
  values: readonly (readonly Value[])[],
  names: readonly (string | null)[],
): Row[] {
  return values.map((row) => {
    // Several times as fast as Object.fromEntries: a large sweep has a million values.
    const named: Record<string, Value> = {};
    for (let column = 0; column < names.length; column++) {
      const name = names[column];
      if (typeof name === 'string') named[name] = plain(row[column] ?? null);
    }
    return named;
  });
}

/** What SQLite is here: its version, or why better-sqlite3 does not load. */
export type SqliteProbe =
  | { readonly available: true; readonly version: string; readonly reason: null }
  | { readonly available: false; readonly version: null; readonly reason: string };

/** Opens a database in memory, writes and reads it: the binary is loaded only then. */
export function probeSqlite(): SqliteProbe {
  try {
    const db = new Database(':memory:');
    try {
      db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
      const version = db.prepare('SELECT sqlite_version() FROM t').pluck().get() as string;
      return { available: true, version, reason: null };
    } finally {
      db.close();
    }
  } catch (error) {
    return { available: false, version: null, reason: sqliteNotLoaded(firstLine(error)) };
  }
}

/**
 * Why the binary of better-sqlite3 does not load: it was never built (npm asks before it runs install
 * scripts), or for another Node. Undefined for any other error.
 */
export function whyNotLoaded(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const isBinding =
    code === 'ERR_DLOPEN_FAILED' || /^Could not locate the bindings file/.test(String(message));
  return isBinding ? firstLine(error) : undefined;
}

/** An open database. */
export type Connection = Database.Database;
