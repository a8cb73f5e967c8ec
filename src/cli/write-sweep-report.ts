import { incomparableSweeps } from '../messages/cli/report.js';
import { gatherFacts } from '../report/facts.js';
import { incomparable, mergeSweeps } from '../report/merge.js';
import { renderFacts } from '../report/report.js';
import { writeReport } from '../report/write.js';
import type { Connection } from '../store/open.js';
import { PAGE_PARTS, readSweep, type StoredParts, type StoredSweep } from '../store/read.js';
import { requireSweep } from './stored/find.js';
import { reading } from './stored/reading.js';
import { UsageError } from './usage-error.js';

/** Writes the page of a stored sweep, whole or not at all, and returns what it was made from. */
export async function writeSweepReport(
  database: string,
  sweep: string,
  page: string,
): Promise<StoredSweep> {
  const [stored] = await writeCombinedReport(database, [sweep], page);
  if (stored === undefined) throw new Error(`no row of the sweep ${sweep} was read`);
  return stored;
}

/**
 * Writes one page of several stored sweeps, and returns what it was made from.
 *
 * @throws UsageError for an unknown one, or where conventions or datasets differ.
 */
export async function writeCombinedReport(
  database: string,
  sweeps: readonly string[],
  page: string,
): Promise<readonly StoredSweep[]> {
  const { stored, facts } = reading(database, (db) =>
    // One snapshot: which learning curves are read depends on what the trials are.
    db.transaction(() => {
      const found = sweeps.map((sweep) => readNamedSweep(db, database, sweep, PAGE_PARTS));
      const difference = incomparable(found);
      if (difference !== null) throw new UsageError(incomparableSweeps(difference));
      return {
        stored: found,
        facts: gatherFacts(mergeSweeps(found, new Date().toISOString())),
      };
    })(),
  );
  await writeReport(page, await renderFacts(facts));
  return stored;
}

/** @throws UsageError when there is no database, or no sweep of that name in it. */
export function readStoredSweep<Part extends keyof StoredParts>(
  database: string,
  sweep: string,
  parts: readonly Part[],
): StoredSweep<Part> {
  return reading(database, (db) => readNamedSweep(db, database, sweep, parts));
}

function readNamedSweep<Part extends keyof StoredParts>(
  db: Connection,
  database: string,
  sweep: string,
  parts: readonly Part[],
): StoredSweep<Part> {
  const stored = readSweep(db, requireSweep(db, database, sweep), parts);
  if (stored === undefined) throw new Error(`the sweep ${sweep} went away while it was read`);
  return stored;
}
