import type { Statement } from 'better-sqlite3';
import type { Connection } from './sqlite.js';
import type { IsAlive } from './holder.js';

/** A database open for writing, with the clock and the knowledge of processes that writing needs. */
export interface Writer {
  readonly db: Connection;
  /** The time now, ISO-8601 in UTC. */
  readonly now: () => string;
  readonly isAlive: IsAlive;
}

const STATEMENTS = new WeakMap<Connection, Map<string, Statement>>();

/**
 * The statement of that text, prepared once for a connection: what happens with every epoch of every
 * trial takes longer to prepare than to run. It is shared, so that nobody may change what it returns
 * (`pluck`, `raw`, `safeIntegers`).
 */
export function prepared(db: Connection, sql: string): Statement {
  let statements = STATEMENTS.get(db);
  if (statements === undefined) {
    statements = new Map();
    STATEMENTS.set(db, statements);
  }
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}
