import { problem } from '../problem.js';

/** A statement that changes something, or returns no rows. */
export function onlyReading(): string {
  return problem({ what: 'only a query that reads is run here', expected: 'SELECT ...' });
}

export function queryRefused(reason: string, sql: string): string {
  return problem({ what: reason, advice: `the query was: ${sql}` });
}
