import { createHash } from 'node:crypto';
import type { Objective } from '../trial/objective.js';
import type { LatencyRecord, TrialRecord } from '../trial/records.js';
import type { Connection } from './sqlite.js';
import { readTrials } from './read.js';
import { assertFileUnchanged } from './real-path.js';
import type { Writer } from './writer.js';

/** Configurations whose models a sweep keeps that saves those of its front. */
export type Keeps = (
  trials: readonly TrialRecord[],
  objectives: readonly Objective[],
) => ReadonlySet<string>;

/** How often a front is worked out again because another process has stored a result meanwhile. */
const MOST_ROUNDS = 3;

/**
 * Forgets the models of those trials that the sweep wants, but whose models neither it nor any other
 * sweep that wants the trial keeps. A trial that no spec wants any more keeps its own: the spec may
 * come back. Files are the caller's.
 *
 * Which they are is worked out while other processes may write. What is forgotten then, in one
 * transaction, are those of which all that decides is still as it was; others are looked at again, and
 * where that happens again and again they wait for the next run.
 */
export function forgetModels({ db }: Writer, sweep: string, keeps: Keeps): void {
  const forget = db.prepare('UPDATE stored_trials SET model = NULL WHERE id = ?');
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const unkept = db.transaction(() => unkeptTrials(db, sweep, keeps))();
    if (unkept.length === 0) return;
    const changed = db
      .transaction(() => {
        assertFileUnchanged(db);
        const statesOf = statesOfWanting(db);
        const still = unkept.filter(({ trial, states }) => statesOf(trial) === states);
        for (const { trial } of still) forget.run(trial);
        return still.length < unkept.length;
      })
      .immediate();
    if (!changed) return;
  }
}

interface UnkeptTrial {
  readonly trial: string;
  /** Of the sweeps that want it, see statesOfWanting. */
  readonly states: string;
}

function unkeptTrials(db: Connection, sweep: string, keeps: Keeps): readonly UnkeptTrial[] {
  const members = db
    .prepare(
      `SELECT t.id, t.configuration_id AS configuration FROM sweep_trials st
       JOIN sweeps s ON s.id = st.sweep_id JOIN stored_trials t ON t.id = st.trial_id
       WHERE s.sweep = ? AND st.current = 1 AND t.model IS NOT NULL AND t.status = 'completed'`,
    )
    .all(sweep) as { readonly id: string; readonly configuration: string }[];
  const keptBy = cached((name: string): ReadonlySet<string> => {
    const { objectives, save } = db
      .prepare('SELECT objectives, save FROM sweeps WHERE sweep = ?')
      .get(name) as { objectives: string; save: string };
    if (save === 'none') return new Set();
    const trials = readTrials(db, name);
    return save === 'front'
      ? keeps(trials, JSON.parse(objectives) as Objective[])
      : new Set(trials.map(({ configuration }) => configuration));
  });
  const wanting = sweepsThatWant(db);
  const statesOf = statesOfWanting(db);
  return members.flatMap(({ id, configuration }): UnkeptTrial[] =>
    wanting(id).some((name) => keptBy(name).has(configuration))
      ? []
      : [{ trial: id, states: statesOf(id) }],
  );
}

function sweepsThatWant(db: Connection): (trial: string) => readonly string[] {
  const select = db
    .prepare(
      `SELECT s.sweep FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id
       WHERE st.trial_id = ? AND st.current = 1 ORDER BY s.id`,
    )
    .pluck();
  return (trial) => select.all(trial) as string[];
}

/**
 * All that decides whether a trial's model is kept, as a digest that is another one where any of it
 * is: of each sweep that wants the trial, when its spec was last stored (which decides members,
 * costs and objectives) and every result.
 */
function statesOfWanting(db: Connection): (trial: string) => string {
  const select = db
    .prepare(
      `SELECT s.id || ' ' || s.updated || ' ' || s.save || ' ' || (
         SELECT coalesce(group_concat(result), '') FROM (
           SELECT t.id || ' ' || t.status || ' ' || t.finished || ' ' || coalesce(t.seconds, '') AS result
           FROM sweep_trials st JOIN stored_trials t ON t.id = st.trial_id
           WHERE st.sweep_id = s.id AND st.current = 1 AND t.status IN ('completed', 'diverged')
           ORDER BY t.id))
       FROM sweeps s WHERE s.sweep = ?`,
    )
    .pluck();
  const stateOf = cached((name: string) =>
    createHash('sha256')
      .update(String(select.get(name)))
      .digest('base64'),
  );
  const wanting = sweepsThatWant(db);
  return (trial) => wanting(trial).map(stateOf).join(' ');
}

/** Asked once for each key. */
function cached<V>(ask: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const found = known.get(key) ?? ask(key);
    known.set(key, found);
    return found;
  };
}

/**
 * Calls `remove` for those of the trials that have no model and are not being trained. No other
 * process can claim a trial meanwhile.
 */
export function removeUnkept(
  { db }: Writer,
  trials: readonly string[],
  remove: (trial: string) => void,
): void {
  const kept = db
    .prepare("SELECT model IS NOT NULL OR status = 'running' FROM stored_trials WHERE id = ?")
    .pluck();
  db.transaction(() => {
    for (const trial of trials) if (kept.get(trial) !== 1) remove(trial);
  }).immediate();
}

/** What was measured of a trial's model at a batch size; the rest of a row is the trial's. */
export type Latency = Omit<
  LatencyRecord,
  'sweep' | 'configuration' | 'hidden' | 'seed' | 'flops' | 'params' | 'val_accuracy' | 'measured'
>;

/** Stores measurements in one transaction; an earlier one of the same model, batch, engine, device and host is replaced. */
export function recordLatencies({ db, now }: Writer, latencies: readonly Latency[]): void {
  const measured = now();
  const insert = db.prepare(
    `INSERT OR REPLACE INTO stored_latencies (trial_id, batch, median_ms, lower_quartile_ms,
       upper_quartile_ms, runs, peak_memory_bytes, engine, engine_version, library, device,
       device_name, threads, host, version, measured)
     SELECT id, @batch, @median_ms, @lower_quartile_ms, @upper_quartile_ms, @runs,
       @peak_memory_bytes, @engine, @engine_version, @library, @device, @device_name, @threads,
       @host, @version, @measured FROM stored_trials WHERE id = @trial`,
  );
  db.transaction(() => {
    assertFileUnchanged(db);
    for (const latency of latencies) insert.run({ ...latency, measured });
  }).immediate();
}
