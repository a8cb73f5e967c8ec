import { posix } from 'node:path';
import type { Connection } from './sqlite.js';

/** What shall go; names and ids are of things that exist. */
export interface RemovalRequest {
  /** Whole sweeps. */
  readonly sweeps: readonly string[];
  /** Trials whose result goes. */
  readonly trials: readonly string[];
  /** Sweeps of which those trials go that their spec no longer wants. */
  readonly old: readonly string[];
}

/** What goes then. */
export interface Removal {
  readonly sweeps: readonly string[];
  /** Trials that go altogether: no other sweep has them. */
  readonly removed: readonly string[];
  /** Trials that lose their result and become pending: the same command trains them again. */
  readonly reset: readonly string[];
  /** Trials that leave the sweeps but stay with their result: another sweep has them too. */
  readonly kept: readonly string[];
  /** Paths of model.json, from the database's folder, whose folders go with their trials. */
  readonly models: readonly string[];
  /** A sweep's claim on a trial that ends, as [sweep id, trial]. */
  readonly memberships: readonly (readonly [number, string])[];
}

interface Member {
  readonly sweep_id: number;
  readonly sweep: string;
  readonly trial: string;
  readonly current: number;
}

/**
 * Works out what a request removes; changes nothing. A trial goes when no sweep has it any more, be
 * it only as one that its spec used to want: another sweep's results are never touched.
 */
export function planRemoval(db: Connection, request: RemovalRequest): Removal {
  return db.transaction(() => planned(db, request))();
}

function planned(db: Connection, { sweeps, trials, old }: RemovalRequest): Removal {
  const members = db
    .prepare(
      `SELECT st.sweep_id, s.sweep, st.trial_id AS trial, st.current
       FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id ORDER BY st.sweep_id, st.position`,
    )
    .all() as Member[];
  const named = new Set(trials);
  const ends = ({ sweep, current }: Member): boolean =>
    sweeps.includes(sweep) || (current === 0 && old.includes(sweep));
  const ending = new Set(members.filter(ends));
  const wanted = new Set(
    members.flatMap((member) => (ending.has(member) || member.current === 0 ? [] : [member.trial])),
  );
  // A result that goes and that no spec wants would wait for ever: its trial goes with it.
  for (const member of members) {
    if (named.has(member.trial) && !wanted.has(member.trial)) ending.add(member);
  }
  const staying = new Set(members.flatMap((member) => (ending.has(member) ? [] : [member.trial])));
  const left = [...new Set([...ending].map(({ trial }) => trial))];
  const removed = left.filter((trial) => !staying.has(trial));
  const reset = trials.filter((trial) => staying.has(trial) && hasResult(db, trial));
  return {
    sweeps,
    removed,
    reset,
    kept: left.filter((trial) => staying.has(trial) && !named.has(trial)),
    models: modelsOf(db, new Set([...removed, ...reset])),
    memberships: [...ending].map(({ sweep_id, trial }) => [sweep_id, trial] as const),
  };
}

function hasResult(db: Connection, trial: string): boolean {
  const found = db
    .prepare(
      `SELECT status <> 'pending' OR EXISTS (SELECT 1 FROM attempts WHERE trial_id = t.id)
       FROM stored_trials t WHERE id = ?`,
    )
    .pluck()
    .get(trial);
  return found === 1;
}

/** Models of the trials, but for one whose folder holds the model of a trial that stays. */
function modelsOf(db: Connection, going: ReadonlySet<string>): string[] {
  const models = db
    .prepare(
      'SELECT id, CAST(model AS TEXT) AS model FROM stored_trials WHERE model IS NOT NULL ORDER BY id',
    )
    .all() as { id: string; model: string }[];
  const others = models.filter(({ id }) => !going.has(id));
  return models
    .filter(({ id }) => going.has(id))
    .filter(({ model }) => {
      const folder = `${posix.dirname(model)}/`;
      return !others.some((other) => other.model.startsWith(folder));
    })
    .map(({ model }) => model);
}
