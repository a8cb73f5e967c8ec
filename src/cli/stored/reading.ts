import { noDatabase } from '../../messages/cli/stored.js';
import { openForReading, type Connection } from '../../store/open.js';
import { UsageError } from '../usage-error.js';

/**
 * What `read` finds in a database, which is closed afterwards.
 *
 * @throws UsageError when there is no database.
 */
export function reading<T>(database: string, read: (db: Connection) => T): T {
  const db = openForReading(database);
  if (db === undefined) throw new UsageError(noDatabase(database));
  try {
    return read(db);
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
