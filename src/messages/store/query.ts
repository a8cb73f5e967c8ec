import { problem } from '../problem.js';

/** A statement that changes something, or returns no rows. */
export function onlyReading(): string {
  return problem({ what: 'only a query that reads is run here', expected: 'SELECT ...' });
}

export function nothingToQuery(): string {
  return problem({
    what: 'sweep query got no query',
    expected: 'one SELECT',
    advice: 'sweep query --help shows examples',
  });
}

/** @param meant the table that was probably meant. */
export function noSuchTable(name: string, known: readonly string[], meant: string | null): string {
  return problem({
    what: `the database has no table ${name}`,
    expected: `one of ${known.join(', ')}`,
    ...(meant === null ? {} : { advice: `did you mean ${meant}?` }),
  });
}

export function queryRefused(reason: string, sql: string): string {
  return problem({ what: reason, advice: `the query was: ${sql}` });
}
