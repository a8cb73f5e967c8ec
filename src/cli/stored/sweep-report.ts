import { gatherFacts } from '../../report/facts.js';
import { incomparable, mergeSweeps } from '../../report/merge.js';
import { renderFacts } from '../../report/report.js';
import { writeReport } from '../../report/write.js';
import type { GoneJobs } from '../../store/holder.js';
import type { Connection } from '../../store/sqlite.js';
import { PAGE_PARTS, readSweep, type StoredParts, type StoredSweep } from '../../store/read.js';
import { requireSweep } from './find.js';
import { reading } from './reading.js';
import { UsageError } from '../command.js';
import { problem } from '../../text/problem.js';

/** Writes the page of a stored sweep, whole or not at all, and returns what it was made from. */
export async function writeSweepReport(
  database: string,
  sweep: string,
  page: string,
): Promise<SweepRead> {
  const { sweeps, text } = readReport(database, [sweep]);
  const [stored] = sweeps;
  if (stored === undefined) throw new Error(`no row of the sweep ${sweep} was read`);
  await writeReport(page, await text());
  return stored;
}

/** What a page was made from, but for the learning curves, which can be read no more. */
export type SweepRead = Omit<StoredSweep, 'epochs'>;

/**
 * Reads stored sweeps that go on one page, in one snapshot; `text` makes the page of them.
 *
 * @throws UsageError for an unknown one, or where conventions or datasets differ.
 */
export function readReport(
  database: string,
  names: readonly string[],
): { readonly sweeps: readonly SweepRead[]; readonly text: () => Promise<string> } {
  return reading(database, (db, gone) =>
    // One snapshot: which learning curves are read depends on what the trials are.
    db.transaction(() => {
      const sweeps = names.map((name) => readNamedSweep(db, database, name, gone, PAGE_PARTS));
      const difference = incomparable(sweeps);
      if (difference !== null) throw new UsageError(incomparableSweeps(difference));
      const facts = gatherFacts(mergeSweeps(sweeps, new Date().toISOString()));
      return { sweeps, text: () => renderFacts(facts) };
    })(),
  );
}

/** @throws UsageError when there is no database, or no sweep of that name in it. */
export function readStoredSweep<Part extends keyof StoredParts>(
  database: string,
  sweep: string,
  parts: readonly Part[],
): StoredSweep<Part> {
  return reading(database, (db, gone) => readNamedSweep(db, database, sweep, gone, parts));
}

function readNamedSweep<Part extends keyof StoredParts>(
  db: Connection,
  database: string,
  sweep: string,
  gone: GoneJobs,
  parts: readonly Part[],
): StoredSweep<Part> {
  const stored = readSweep(db, requireSweep(db, database, sweep), gone, parts);
  if (stored === undefined)
    throw new Error(`the sweep ${sweep} was removed while it was being read`);
  return stored;
}

/** Sweeps whose numbers one chart must not show together. */
export function incomparableSweeps({
  what,
  first,
  other,
}: {
  readonly what: string;
  readonly first: { readonly sweep: string; readonly value: string };
  readonly other: { readonly sweep: string; readonly value: string };
}): string {
  return problem({
    what: `${what} differs, so the sweeps cannot be compared on one page`,
    got: `${first.value} of ${first.sweep}, ${other.value} of ${other.sweep}`,
    advice: 'write one page for each',
  });
}
