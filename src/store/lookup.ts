import { EPOCH_COLUMNS } from '../quantity/metrics.js';
import type { AttemptRecord, EpochRecord, TrialRecord } from '../trial/records.js';
import { NONE_GONE, rowNow, type GoneJobs } from './holder.js';
import type { Connection } from './sqlite.js';
import { rows, trialRecords } from './read.js';
import { trialsWhere } from './schema/views.js';

/** A trial with all that is stored of it. */
export interface StoredTrial {
  /** As the view `trials` has it, of the first sweep that wants it, else of the first that wanted it. */
  readonly trial: TrialRecord;
  /** Every sweep whose spec, as last run, wants it; none for one that no spec wants any more. */
  readonly sweeps: readonly string[];
  readonly epochs: readonly EpochRecord[];
  readonly attempts: readonly AttemptRecord[];
}

export function readSweepNames(db: Connection): string[] {
  return db.prepare('SELECT sweep FROM sweeps ORDER BY sweep').pluck().all() as string[];
}

/** Ids of the trials whose id begins so, at most `limit` of them; also of those no spec wants now. */
export function readTrialIds(db: Connection, prefix: string, limit: number): string[] {
  return db
    .prepare(
      'SELECT id FROM stored_trials WHERE substr(id, 1, length(@prefix)) = @prefix ORDER BY id LIMIT @limit',
    )
    .pluck()
    .all({ prefix, limit }) as string[];
}

/**
 * The trial in one consistent snapshot, or undefined when no sweep ever had it.
 *
 * @param gone jobs whose process is gone: the trial is interrupted where it is of one.
 */
export function readTrial(
  db: Connection,
  id: string,
  gone: GoneJobs = NONE_GONE,
): StoredTrial | undefined {
  return db.transaction((): StoredTrial | undefined => {
    const found = trialRecords(db, trialsWhere('t.id = ?'), [id], gone);
    const sweeps = db
      .prepare(
        `SELECT s.sweep FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id
         WHERE st.trial_id = ? AND st.current = 1 ORDER BY s.id`,
      )
      .pluck()
      .all(id) as string[];
    const trial = found.find(({ sweep }) => sweep === sweeps[0]) ?? found[0];
    if (trial === undefined) return undefined;
    return {
      trial,
      sweeps,
      epochs: rows(
        db,
        `SELECT @sweep AS sweep, t.id AS trial, t.configuration_id AS configuration, c.hidden, t.seed,
           e.epoch, ${EPOCH_COLUMNS.map((name) => `e.${name}`).join(', ')}
         FROM stored_epochs e JOIN stored_trials t ON t.id = e.trial_id
         JOIN stored_configurations c ON c.id = t.configuration_id
         WHERE t.id = @id ORDER BY e.epoch`,
        { id, sweep: trial.sweep },
      ) as unknown as EpochRecord[],
      attempts: rows(
        db,
        `SELECT trial_id AS trial, attempt, job_id AS job, status, error, log, started, finished
         FROM attempts WHERE trial_id = ? ORDER BY attempt`,
        id,
      ).map((attempt) => rowNow(attempt, gone)) as unknown as AttemptRecord[],
    };
  })();
}

/**
 * Rows of a documented view, the sweeps in the order given, in one consistent snapshot.
 *
 * @param gone as of readTrial.
 */
export function readView(
  db: Connection,
  view: 'trials' | 'configurations' | 'fronts' | 'epochs' | 'latencies',
  sweeps: readonly string[],
  gone: GoneJobs = NONE_GONE,
): {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
} {
  const select = `SELECT * FROM ${view} WHERE sweep = ?`;
  return db.transaction(() => ({
    columns: db
      .prepare(select)
      .columns()
      .map(({ name }) => name),
    rows: sweeps.flatMap((sweep) => rows(db, select, sweep).map((row) => rowNow(row, gone))),
  }))();
}

/** Ids of every stored trial of the configuration that this trial is of, by seed. */
export function readSeedsOf(db: Connection, trial: string): string[] {
  return db
    .prepare(
      `SELECT id FROM stored_trials WHERE configuration_id =
         (SELECT configuration_id FROM stored_trials WHERE id = ?) ORDER BY seed`,
    )
    .pluck()
    .all(trial) as string[];
}
