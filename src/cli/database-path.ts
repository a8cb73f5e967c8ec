import { dirname, join } from 'node:path';

export const DEFAULT_DATABASE = 'results/sweep.db';

/** The page of a sweep lies beside the database that it is made from. */
export function reportPath(database: string, sweep: string): string {
  return join(dirname(database), `${sweep}.html`);
}

/** What names the database in a command that a message shows: nothing where it is the usual one. */
export function databaseOption(database: string): string {
  return database === DEFAULT_DATABASE ? '' : ` --db ${shellWord(database)}`;
}

/** As one would type it. */
function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
