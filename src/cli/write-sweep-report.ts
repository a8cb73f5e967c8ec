import { renderReport } from '../report/report.js';
import { writeReport } from '../report/write.js';
import { openForReading } from '../store/open.js';
import { readSweep, type StoredSweep } from '../store/read.js';
import { UsageError } from './usage-error.js';

/** Writes the page of a stored sweep, whole or not at all, and returns what it was made from. */
export async function writeSweepReport(
  database: string,
  sweep: string,
  page: string,
): Promise<StoredSweep> {
  const stored = readStoredSweep(database, sweep);
  await writeReport(page, await renderReport({ ...stored, generatedAt: new Date().toISOString() }));
  return stored;
}

export function readStoredSweep(database: string, sweep: string): StoredSweep {
  const db = openForReading(database);
  if (db === undefined) {
    throw new UsageError(
      `${database}: no database yet; run a sweep first, or name another file with --db`,
    );
  }
  try {
    const stored = readSweep(db, sweep);
    if (stored !== undefined) return stored;
    const names = db.prepare('SELECT sweep FROM sweeps ORDER BY sweep').pluck().all() as string[];
    throw new UsageError(
      `${database} has no sweep ${JSON.stringify(sweep)}; it has ${names.length === 0 ? 'none' : names.join(', ')}`,
    );
  } finally {
    db.close();
  }
}
