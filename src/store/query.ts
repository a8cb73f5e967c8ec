import { noSuchTable, onlyReading, queryRefused } from '../messages/store/query.js';
import type { Connection } from './open.js';
import { plain, type Row, type Value } from './rows.js';
import { QueryError } from './store-error.js';
import { VIEW_NAMES } from './schema/views.js';

export interface QueryResult {
  /** In the order of the query; a name that occurs twice gets a number, so that no value is lost. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * Runs one query on a connection that can only read.
 *
 * @param near the known word that a misspelt one was probably meant to be.
 * @throws QueryError when it is not one statement that returns rows, or SQLite refuses it.
 */
export function query(
  db: Connection,
  sql: string,
  near: (word: string, known: readonly string[]) => string | null = () => null,
): QueryResult {
  if (!db.readonly) throw new Error('queries need a connection that can only read');
  try {
    const statement = db.prepare(sql);
    if (!statement.reader || !statement.readonly) {
      throw new QueryError(onlyReading());
    }
    const columns = distinct(statement.columns().map((column) => column.name));
    const values = statement.safeIntegers(true).raw(true).all() as Value[][];
    return {
      columns,
      rows: values.map((row) =>
        Object.fromEntries(columns.map((column, index) => [column, plain(row[index] ?? null)])),
      ),
    };
  } catch (error) {
    if (error instanceof QueryError) throw error;
    const { message } = error as Error;
    const [, table] = /^no such table: (.*)$/.exec(message) ?? [];
    if (table === undefined) throw new QueryError(queryRefused(message, sql));
    throw new QueryError(noSuchTable(table, READABLE, near(table, READABLE)));
  }
}

/** The names that docs/database.md documents. */
const READABLE = ['sweeps', ...VIEW_NAMES];

function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}:${count}`;
  });
}
