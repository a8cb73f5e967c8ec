import { noDatabase } from '../../messages/cli/stored.js';
import { isGone } from '../../run/holder.js';
import { goneJobs, type GoneJobs } from '../../store/holder.js';
import { openForReading, type Connection } from '../../store/open.js';
import { UsageError } from '../usage-error.js';

/**
 * What `read` finds in a database, which is closed afterwards; it is told which jobs are running only
 * as far as the database knows.
 *
 * @throws UsageError when there is no database.
 */
export function reading<T>(database: string, read: (db: Connection, gone: GoneJobs) => T): T {
  const db = openForReading(database);
  if (db === undefined) throw new UsageError(noDatabase(database));
  try {
    return read(db, goneJobs(db, isGone));
  } finally {
    db.close();
  }
}

/** The same for what takes its time to read. */
export async function readingAlong(
  database: string,
  read: (db: Connection) => Promise<void>,
): Promise<void> {
  const db = openForReading(database);
  if (db === undefined) throw new UsageError(noDatabase(database));
  try {
    await read(db);
  } finally {
    db.close();
  }
}
