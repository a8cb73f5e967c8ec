import { incomparableSweeps } from '../messages/cli/report.js';
import { incomparable, mergeSweeps } from '../report/merge.js';
import { renderReport } from '../report/report.js';
import { writeReport } from '../report/write.js';
import { readSweep, type StoredSweep } from '../store/read.js';
import { requireSweep } from './stored/find.js';
import { reading } from './stored/reading.js';
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

/**
 * Stored sweeps that go on one page.
 *
 * @throws UsageError for an unknown one, or where conventions or datasets differ.
 */
export function readSweeps(database: string, sweeps: readonly string[]): readonly StoredSweep[] {
  const stored = sweeps.map((sweep) => readStoredSweep(database, sweep));
  const difference = incomparable(stored);
  if (difference !== null) throw new UsageError(incomparableSweeps(difference));
  return stored;
}

/** One page of several stored sweeps. */
export function combinedReport(stored: readonly StoredSweep[]): Promise<string> {
  return renderReport(mergeSweeps(stored, new Date().toISOString()));
}

/** @throws UsageError when there is no database, or no sweep of that name in it. */
export function readStoredSweep(database: string, sweep: string): StoredSweep {
  return reading(database, (db, gone) => {
    const stored = readSweep(db, requireSweep(db, database, sweep), gone);
    if (stored === undefined) throw new Error(`the sweep ${sweep} went away while it was read`);
    return stored;
  });
}
