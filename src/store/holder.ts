import { processGone } from './messages.js';
import type { Status } from '../trial/trial.js';
import type { Connection } from './sqlite.js';

/** A process that runs a sweep, so that another can tell whether it still lives. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its operating system says; tells a reused pid from the same process. */
  readonly process_start: string | null;
}

/** A holder as stored; `heartbeat` is the time when it last said that it lives. */
export interface StoredHolder extends Holder {
  readonly heartbeat: string;
}

/** Passed in by whoever knows processes and clocks. */
export type IsAlive = (holder: StoredHolder) => boolean;

/** Runs that have not said that they ended, with the process of each. */
export function unfinishedRuns(
  db: Connection,
): readonly (StoredHolder & { readonly id: number })[] {
  return db
    .prepare('SELECT id, pid, host, process_start, heartbeat FROM runs WHERE finished IS NULL')
    .all() as (StoredHolder & { id: number })[];
}

/** Jobs that are stored as running, but whose process has ended without a word. */
export type GoneJobs = ReadonlySet<number>;

export const NONE_GONE: GoneJobs = new Set();

/**
 * Finds them without writing. To be asked before the rows that are shown are read: of a job whose
 * process was gone by then, they say all that will ever be said; asked later, a process may have
 * stored its end in between.
 *
 * @param isGone false for a process of which nothing is known here.
 */
export function goneJobs(db: Connection, isGone: (holder: StoredHolder) => boolean): GoneJobs {
  const unfinished = db
    .prepare('SELECT id FROM jobs WHERE run_id = ? AND finished IS NULL')
    .pluck();
  return new Set(
    unfinishedRuns(db)
      .filter(isGone)
      .flatMap(({ id }) => unfinished.all(id) as number[]),
  );
}

/** What is stored as running is interrupted where its process is gone. */
export function statusNow(status: Status, job: number | null, gone: GoneJobs): Status {
  return status === 'running' && job !== null && gone.has(job) ? 'interrupted' : status;
}

/** The same of a row of trials, attempts or jobs, with the reason where the row has one. */
export function rowNow<R extends Readonly<Record<string, unknown>>>(row: R, gone: GoneJobs): R {
  const { status, job } = row as { readonly status?: Status; readonly job?: number | null };
  if (status === undefined || statusNow(status, job ?? null, gone) === status) return row;
  return { ...row, status: 'interrupted', ...('error' in row ? { error: processGone() } : {}) };
}
