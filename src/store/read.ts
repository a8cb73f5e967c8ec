import type { Objective } from '../trial/objective.js';
import type {
  AttemptRecord,
  EpochRecord,
  JobRecord,
  LatencyRecord,
  SweepRecord,
  TrialRecord,
} from '../trial/records.js';
import type { Status } from '../trial/trial.js';
import { NONE_GONE, rowNow, statusNow, type GoneJobs } from './holder.js';
import type { Connection } from './open.js';
import { plainRow } from './rows.js';
import { trialsWhere } from './schema/views.js';

/** All that a report shows of one sweep. */
export interface StoredSweep {
  readonly sweep: SweepRecord;
  readonly trials: readonly TrialRecord[];
  readonly epochs: readonly EpochRecord[];
  readonly jobs: readonly JobRecord[];
  readonly attempts: readonly AttemptRecord[];
  readonly latencies?: readonly LatencyRecord[];
}

/** A row of `sweep list`. */
export interface SweepSummary {
  readonly sweep: string;
  readonly trials: number;
  readonly completed: number;
  readonly failed: number;
  /** Those that took too long. */
  readonly timeout: number;
  readonly running: number;
  readonly pending: number;
  readonly interrupted: number;
  readonly diverged: number;
  readonly skipped: number;
  readonly updated: string;
}

/**
 * The sweep of that name in one consistent snapshot, or undefined.
 *
 * @param gone jobs whose process is gone: they and their trials are interrupted.
 */
export function readSweep(
  db: Connection,
  name: string,
  gone: GoneJobs = NONE_GONE,
): StoredSweep | undefined {
  return db.transaction((): StoredSweep | undefined => {
    const found = rows(db, 'SELECT * FROM sweeps WHERE sweep = ?', name)[0];
    if (found === undefined) return undefined;
    const { id: _id, objectives, ...sweep } = found;
    return {
      sweep: {
        ...sweep,
        objectives: JSON.parse(String(objectives)) as Objective[],
      } as unknown as SweepRecord,
      trials: readTrials(db, name, gone),
      epochs: rows(db, 'SELECT * FROM epochs WHERE sweep = ?', name) as unknown as EpochRecord[],
      jobs: rows(
        db,
        `SELECT j.id AS job, trials, engine, engine_version, library, trainer, device, device_name, threads,
           load_seconds, compile_seconds, train_seconds, evaluate_seconds, flop, flops_per_second,
           peak_flops_per_second, compilation,
           j.host, j.pid, r.version, r.git_commit, j.started, j.finished, j.status
         FROM jobs j JOIN runs r ON r.id = j.run_id
         WHERE j.id IN (SELECT a.job_id FROM attempts a JOIN trials t ON t.trial = a.trial_id
           WHERE t.sweep = ?) ORDER BY j.id`,
        name,
      ).map((row) => rowNow(row, gone)) as unknown as JobRecord[],
      attempts: rows(
        db,
        `SELECT a.trial_id AS trial, a.attempt, a.job_id AS job, a.status, a.error, a.log, a.started, a.finished
         FROM attempts a JOIN trials t ON t.trial = a.trial_id WHERE t.sweep = ? ORDER BY a.id`,
        name,
      ).map((row) => rowNow(row, gone)) as unknown as AttemptRecord[],
      latencies: rows(
        db,
        'SELECT * FROM latencies WHERE sweep = ?',
        name,
      ) as unknown as LatencyRecord[],
    };
  })();
}

/** The rows of the `trials` view, in the order of the spec. */
export function readTrials(
  db: Connection,
  name: string,
  gone: GoneJobs = NONE_GONE,
): TrialRecord[] {
  return rows(db, 'SELECT * FROM trials WHERE sweep = ?', name).map((stored) => {
    const { job: _job, position: _position, ...row } = rowNow(stored, gone);
    return row as unknown as TrialRecord;
  });
}

/** The rows of the `trials` view of one configuration of a sweep. */
export function readConfigurationTrials(
  db: Connection,
  sweep: string,
  configuration: string,
): TrialRecord[] {
  const where = 'st.current = 1 AND s.sweep = ? AND c.id = ?';
  return rows(db, trialsWhere(where), sweep, configuration).map(
    ({ job: _job, position: _position, ...row }) => row as unknown as TrialRecord,
  );
}

/** Status of each trial of a sweep, of none where there is no such sweep; skipped ones are left out. */
export function readMembers(db: Connection, sweep: string): Map<string, Status> {
  const found = db
    .prepare(
      `SELECT t.id, t.status FROM sweeps s
       JOIN sweep_trials st ON st.sweep_id = s.id AND st.current = 1
       JOIN stored_trials t ON t.id = st.trial_id
       JOIN sweep_configurations sc
         ON sc.sweep_id = s.id AND sc.configuration_id = t.configuration_id AND sc.skipped IS NULL
       WHERE s.sweep = ?`,
    )
    .raw()
    .all(sweep) as [string, Status][];
  return new Map(found);
}

/**
 * Status of each of the trials that is stored, whichever sweep it belongs to.
 *
 * @param gone as of readSweep.
 */
export function readStatuses(
  db: Connection,
  ids: readonly string[],
  gone: GoneJobs = NONE_GONE,
): Map<string, Status> {
  const select = db.prepare('SELECT status, job_id FROM stored_trials WHERE id = ?').raw();
  const found = new Map<string, Status>();
  for (const id of ids) {
    const row = select.get(id) as [Status, number | null] | undefined;
    if (row !== undefined) found.set(id, statusNow(...row, gone));
  }
  return found;
}

/** Together they are all trials of a sweep; columns stand in this order. */
const COUNTED = [
  'completed',
  'failed',
  'timeout',
  'running',
  'pending',
  'interrupted',
  'diverged',
  'skipped',
] as const;

/** @param gone as of readSweep. */
export function readSummaries(db: Connection, gone: GoneJobs = NONE_GONE): SweepSummary[] {
  return rows(
    db,
    `WITH seen AS (
       SELECT sweep, trial, finished,
         CASE WHEN status = 'running' AND job IN (SELECT value FROM json_each(?))
           THEN 'interrupted' ELSE status END AS status
       FROM trials)
     SELECT s.sweep, count(t.trial) AS trials,
       ${COUNTED.map((status) => `count(*) FILTER (WHERE t.status = '${status}') AS ${status}`).join(', ')},
       max(s.updated, coalesce(max(t.finished), s.updated)) AS updated
     FROM sweeps s LEFT JOIN seen t ON t.sweep = s.sweep GROUP BY s.id ORDER BY updated DESC, s.id`,
    JSON.stringify([...gone]),
  ) as unknown as SweepSummary[];
}

/** Steps, training FLOP and seconds of past jobs on an engine, the newest first. */
export interface PastJob {
  readonly trainer: string;
  readonly engine: string;
  readonly device: string;
  /** How a compiled program was run; null before that was kept. */
  readonly compilation: string | null;
  readonly flop: number;
  readonly train_seconds: number;
  readonly evaluate_seconds: number;
  /** Optimizer steps of the job's trials. */
  readonly steps: number;
}

/** Jobs of this host that trained to the end, so many of each device: what an estimate is made from. */
export function readPastJobs(db: Connection, host: string, limit: number): PastJob[] {
  return rows(
    db,
    `WITH past AS (
       SELECT j.id, j.run_id, j.trainer, j.engine, j.device, j.compilation, j.flop, j.train_seconds, j.evaluate_seconds,
         row_number() OVER (PARTITION BY j.device, j.trainer ORDER BY j.id DESC) AS place
       FROM jobs j
       WHERE j.status = 'completed' AND j.flop IS NOT NULL AND j.train_seconds > 0 AND j.host = ?
         -- Of a job that lost a trial (sweep rm), the steps are no longer known.
         AND j.trials = (SELECT count(*) FROM attempts a WHERE a.job_id = j.id)
     )
     SELECT j.trainer, j.engine, j.device, j.compilation, j.flop, j.train_seconds, j.evaluate_seconds,
       (SELECT sum(c.epochs * ((s.train_images + c.batch_size - 1) / c.batch_size))
        FROM attempts a JOIN stored_trials t ON t.id = a.trial_id
        JOIN stored_configurations c ON c.id = t.configuration_id WHERE a.job_id = j.id) AS steps
     FROM past j JOIN runs r ON r.id = j.run_id JOIN sweeps s ON s.id = r.sweep_id
     WHERE j.place <= ? ORDER BY j.id DESC`,
    host,
    limit,
  ).map((row) => ({ ...row, flop: Number(row['flop']) })) as unknown as PastJob[];
}

/** Rows of a query, integers as numbers where exact. */
export function rows(db: Connection, sql: string, ...parameters: unknown[]) {
  const found = db
    .prepare(sql)
    .safeIntegers(true)
    .all(...parameters);
  return (found as Parameters<typeof plainRow>[0][]).map(plainRow);
}
