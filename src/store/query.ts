import { noSuchTable, onlyReading, queryRefused } from './messages.js';
import { type Connection, plain, type Row, type Value } from './sqlite.js';
import { QueryError } from './store-error.js';
import { VIEW_NAMES } from './schema/views.js';

export interface QueryResult {
  /** In the order of the query; a name that occurs twice gets a number, so that no value is lost. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** What a misspelt word was probably meant to be, of those that are known. */
type Near = (word: string, known: readonly string[]) => string | null;

/** All rows of a query: see `queryRows`. */
export function query(db: Connection, sql: string, near: Near = () => null): QueryResult {
  const { columns, rows } = queryRows(db, sql, near);
  return { columns, rows: [...rows] };
}

/**
 * Runs one query on a connection that can only read; a row is read when it is asked for, so that a query
 * of any length takes the memory of a row.
 *
 * @throws QueryError, from the rows too, when it is not one statement that returns rows, or SQLite refuses it.
 */
export function queryRows(
  db: Connection,
  sql: string,
  near: Near = () => null,
): { readonly columns: readonly string[]; readonly rows: Iterable<Row> } {
  if (!db.readonly) throw new Error('queries need a connection that can only read');
  const explain = <T>(ask: () => T): T => {
    try {
      return ask();
    } catch (error) {
      throw explained(error, sql, near);
    }
  };
  if (CHANGES.test(sql)) throw new QueryError(onlyReading());
  const statement = explain(() => db.prepare(sql));
  if (!statement.reader || !statement.readonly) throw new QueryError(onlyReading());
  const columns = distinct(statement.columns().map((column) => column.name));
  const rows = function* (): Iterable<Row> {
    const values = statement.safeIntegers(true).raw(true).iterate() as Iterator<Value[]>;
    try {
      for (;;) {
        const { done, value } = explain(() => values.next());
        if (done === true) return;
        const row = value as Value[];
        yield Object.fromEntries(
          columns.map((column, index) => [column, plain(row[index] ?? null)]),
        );
      }
    } finally {
      values.return?.();
    }
  };
  return { columns, rows: rows() };
}

function explained(error: unknown, sql: string, near: Near): QueryError {
  const { message } = error as Error;
  const [, table] = /^no such table: (.*)$/.exec(message) ?? [];
  return new QueryError(
    table === undefined
      ? queryRefused(message, sql)
      : noSuchTable(table, READABLE, near(table, READABLE)),
  );
}

/** What SQLite answers to these of a view is of no help: `use DROP VIEW to delete view trials`. */
const CHANGES = /^\s*(drop|delete|update|insert|replace|alter|create)\b/i;

/** The names that docs/database.md documents. */
const READABLE = ['sweeps', ...VIEW_NAMES];

function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Map<string, number>();
  return names.map((name) => {
    let count = (seen.get(name) ?? 0) + 1;
    // What SQLite's own shell calls it, unless the query has a column of that name too.
    while (count > 1 && taken.has(`${name}:${count}`)) count += 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}:${count}`;
  });
}
