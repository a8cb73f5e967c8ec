import { goneJobs } from '../../store/holder.js';
import { openForReading } from '../../store/open.js';
import { type PastJob, readMembers, readPastJobs, readStatuses } from '../../store/read.js';
import type { Status } from '../../trial/trial.js';
import { isGone } from '../executing/holder.js';

/** What a database knows before a run: of the sweep, of these trials, and of this host's speed. */
export interface Past {
  readonly statuses: ReadonlyMap<string, Status>;
  readonly jobs: readonly PastJob[];
  /** The trials that the sweep has so far; those that a constraint leaves out are not among them. */
  readonly members: ReadonlyMap<string, Status>;
}

/** Jobs that an estimate is made from, the newest. */
const PAST_JOBS = 200;

/** Reads a database and changes nothing; empty where there is none yet. */
export function readPast(
  database: string,
  sweep: string,
  ids: readonly string[],
  host: string,
): Past {
  const db = openForReading(database);
  if (db === undefined) return { statuses: new Map(), jobs: [], members: new Map() };
  try {
    return {
      // As a run finds them once it has closed what dead processes left.
      statuses: readStatuses(db, ids, goneJobs(db, isGone)),
      jobs: readPastJobs(db, host, PAST_JOBS),
      members: readMembers(db, sweep),
    };
  } finally {
    db.close();
  }
}
