import { noDatabase } from './messages.js';
import { isGone } from '../../run/executing/holder.js';
import { goneJobs, type GoneJobs } from '../../store/holder.js';
import { openForReading } from '../../store/open.js';
import type { Connection } from '../../store/sqlite.js';
import { refuseUnsound } from '../../store/sound.js';
import { UsageError } from '../command.js';

/** How a database is read. */
interface Reading {
  /** Whether what is stored has to be whole, as it need not be to be removed. */
  readonly sound?: boolean;
}

/**
 * What `read` finds in a database, which is closed afterwards; it is told which jobs are running only
 * as far as the database knows.
 *
 * @throws UsageError when there is no database, StoreError as of refuseUnsound.
 */
export function reading<T>(
  database: string,
  read: (db: Connection, gone: GoneJobs) => T,
  options: Reading = {},
): T {
  const found = readingIfThere(database, (db, gone) => ({ value: read(db, gone) }), options);
  if (found === undefined) throw new UsageError(noDatabase(database));
  return found.value;
}

/** The same, but undefined when there is no database. */
export function readingIfThere<T>(
  database: string,
  read: (db: Connection, gone: GoneJobs) => T,
  { sound = true }: Reading = {},
): T | undefined {
  const db = openForReading(database);
  if (db === undefined) return undefined;
  try {
    if (sound) refuseUnsound(db);
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
