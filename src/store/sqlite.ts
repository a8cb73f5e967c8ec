import Database from 'better-sqlite3';
import { sqliteNotLoaded } from './messages.js';

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

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n', 1)[0] ?? '';
}

/** An open database. */
export type Connection = Database.Database;
