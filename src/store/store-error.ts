import { alreadyRunning } from './messages.js';
import { ExplainedError } from '../text/problem.js';

/** The database cannot be opened, read or written; the message says which and what to do. */
export class StoreError extends ExplainedError {
  override readonly name = 'StoreError';
  readonly blame = 'environment';
}

/** Another live process runs the same sweep. */
export class AlreadyRunningError extends ExplainedError {
  override readonly name = 'AlreadyRunningError';
  readonly blame = 'running';

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
export class QueryError extends ExplainedError {
  override readonly name = 'QueryError';
  readonly blame = 'input';
}
