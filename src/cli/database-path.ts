import { dirname, join } from 'node:path';

export const DEFAULT_DATABASE = 'results/sweep.db';

/** The page of a sweep lies beside the database that it is made from. */
export function reportPath(database: string, sweep: string): string {
  return join(dirname(database), `${sweep}.html`);
}
