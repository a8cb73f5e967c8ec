import { goneJobs } from '../../store/holder.js';
import { openForReading } from '../../store/open.js';
import { type PastJob, readMembers, readPastJobs, readStatuses } from '../../store/read.js';
import type { Status } from '../../trial/trial.js';
import { isGone } from '../executing/holder.js';
import type { EngineCandidate, EngineName } from '../../native/engine.js';
import { readSpeeds } from '../../native/speeds.js';
import {
  type CompileChoice,
  type CompileCosts,
  costsOf,
  REFERENCE_COSTS,
} from '../../plan/compilation.js';

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

/** What trials are trained on, as far as it decides how they are packed and how long they take. */
export interface Resources {
  readonly engine: EngineName;
  readonly gpus: number;
  readonly workers: number | 'auto';
  readonly compile: CompileChoice;
  /** What XLA costs and gains here. */
  readonly costs: CompileCosts;
}

/** As `sweep doctor --bench` has measured it on this machine, else as it was on another. */
export function compileCosts(candidate: EngineCandidate | undefined): CompileCosts {
  const programs = candidate === undefined ? undefined : readSpeeds(candidate)?.programs;
  const [small, large] = programs ?? [];
  return small === undefined || large === undefined ? REFERENCE_COSTS : costsOf(small, large);
}
