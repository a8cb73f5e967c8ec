import { alreadyRunning } from './messages.js';

/** The database cannot be opened, read or written; the message says which and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Another live process runs the same sweep. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';

  constructor(
    readonly sweep: string,
    readonly pid: number,
    readonly host: string,
    readonly since: string,
  ) {
    super(alreadyRunning(sweep, { pid, host, since }));
  }
}

/** A query that is not one, or that SQLite refuses. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
