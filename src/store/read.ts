import { CONFIGURATION_COLUMNS } from '../quantity/hyperparameters.js';
import {
  COMPARED_COLUMNS,
  type AttemptRecord,
  type ComparedTrial,
  type EpochRecord,
  type JobRecord,
  type LatencyRecord,
  type SweepRecord,
  type TrialRecord,
} from '../trial/records.js';
import { WRONG, type Status } from '../trial/trial.js';
import type { NamedConfiguration } from '../front/names.js';
import { NONE_GONE, rowNow, statusNow, type GoneJobs } from './holder.js';
import { type Connection, namedRows, type Row, type Value } from './sqlite.js';
import { trialsWhere } from './schema/views.js';

/** What is stored beside a sweep's own row; each is read where it is asked for. */
export interface StoredParts {
  /** In the order of the spec. */
  readonly trials: readonly TrialRecord[];
  /** The same with what is compared of them alone, which takes half as long to read. */
  readonly compared: readonly ComparedTrial[];
  /** Read configuration by configuration, while the database is open: of a large sweep few are drawn. */
  readonly epochs: StoredEpochs;
  readonly jobs: readonly JobRecord[];
  /** The last attempt of each trial that went wrong. */
  readonly attempts: readonly AttemptRecord[];
  readonly latencies: readonly LatencyRecord[];
}

/** What its page is made from. */
export const PAGE_PARTS = ['trials', 'epochs', 'jobs', 'attempts', 'latencies'] as const;
type PagePart = (typeof PAGE_PARTS)[number];

/** A sweep as stored: its row and the parts that were asked for. */
export type StoredSweep<Part extends keyof StoredParts = PagePart> = {
  readonly sweep: SweepRecord;
} & Pick<StoredParts, Part>;

/** The learning curves of a sweep. */
export interface StoredEpochs {
  /** Trials that have any, in the order of the spec. */
  readonly trained: readonly { readonly trial: string; readonly configuration: string }[];
  /** Rows of the view `epochs` of these configurations, in its order. */
  readonly of: (configurations: readonly string[]) => readonly EpochRecord[];
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
 * @param parts those of a page where left out.
 */
export function readSweep(db: Connection, name: string, gone?: GoneJobs): StoredSweep | undefined;
export function readSweep<Part extends keyof StoredParts>(
  db: Connection,
  name: string,
  gone: GoneJobs,
  parts: readonly Part[],
): StoredSweep<Part> | undefined;
export function readSweep<Part extends keyof StoredParts>(
  db: Connection,
  name: string,
  gone: GoneJobs = NONE_GONE,
  parts: readonly (Part | PagePart)[] = PAGE_PARTS,
): StoredSweep<Part> | undefined {
  return db.transaction((): StoredSweep<Part> | undefined => {
    const sweep = readSweepRecord(db, name);
    if (sweep === undefined) return undefined;
    return {
      sweep,
      ...(Object.fromEntries(parts.map((part) => [part, READ[part](db, name, gone)])) as Pick<
        StoredParts,
        Part
      >),
    };
  })();
}

/** The row of the sweep of that name, or undefined. */
export function readSweepRecord(db: Connection, name: string): SweepRecord | undefined {
  const found = rows(db, 'SELECT * FROM sweeps WHERE sweep = ?', name)[0];
  if (found === undefined) return undefined;
  const { id: _id, objectives, ...sweep } = found;
  return { ...sweep, objectives: JSON.parse(String(objectives)) } as unknown as SweepRecord;
}

const READ: {
  readonly [Part in keyof StoredParts]: (
    db: Connection,
    sweep: string,
    gone: GoneJobs,
  ) => StoredParts[Part];
} = {
  trials: readTrials,
  compared: (db, sweep, gone) =>
    trialRecords(
      db,
      `SELECT ${COMPARED_COLUMNS.join(', ')}, job FROM trials WHERE sweep = ?`,
      [sweep],
      gone,
    ),
  epochs: (db, sweep) => ({
    trained: rows(
      db,
      `SELECT t.id AS trial, t.configuration_id AS configuration
       FROM sweeps s JOIN sweep_trials st ON st.sweep_id = s.id AND st.current = 1
       JOIN stored_trials t ON t.id = st.trial_id
       WHERE s.sweep = ? AND EXISTS (SELECT 1 FROM stored_epochs e WHERE e.trial_id = t.id)
       ORDER BY st.position`,
      sweep,
    ) as unknown as StoredEpochs['trained'],
    of: (configurations) =>
      rows(
        db,
        `SELECT * FROM epochs
         WHERE sweep = ? AND configuration IN (SELECT value FROM json_each(?))`,
        sweep,
        JSON.stringify(configurations),
      ) as unknown as EpochRecord[],
  }),
  jobs: (db, sweep, gone) =>
    rows(
      db,
      `SELECT j.id AS job, trials, engine, engine_version, library, trainer, device, device_name, threads,
         load_seconds, compile_seconds, train_seconds, evaluate_seconds, flop, flops_per_second,
         peak_flops_per_second, compilation,
         j.host, j.pid, r.version, r.git_commit, j.started, j.finished, j.status
       FROM jobs j JOIN runs r ON r.id = j.run_id
       WHERE j.id IN (SELECT a.job_id FROM sweeps s
         JOIN sweep_trials st ON st.sweep_id = s.id AND st.current = 1
         JOIN attempts a ON a.trial_id = st.trial_id WHERE s.sweep = ?) ORDER BY j.id`,
      sweep,
    ).map((row) => rowNow(row, gone)) as unknown as JobRecord[],
  attempts: readLastAttempts,
  latencies: readLatencies,
};

/** What `sweep logs` tells of a sweep. */
export interface StoredFailures {
  readonly sweep: string;
  /** How many it has, whatever became of them. */
  readonly trials: number;
  /** Those that went wrong, in the order of the spec. */
  readonly wrong: readonly Pick<
    TrialRecord,
    'trial' | 'configuration' | 'seed' | 'status' | 'error'
  >[];
  /** The last attempt of each of them. */
  readonly attempts: readonly AttemptRecord[];
  /** All that the sweep trains, which decide how one is called. */
  readonly configurations: readonly NamedConfiguration[];
}

/**
 * What went wrong in the sweep of that name, in one consistent snapshot; undefined where there is none.
 *
 * @param gone jobs whose process is gone: their trials were interrupted.
 */
export function readFailures(
  db: Connection,
  sweep: string,
  gone: GoneJobs = NONE_GONE,
): StoredFailures | undefined {
  return db.transaction((): StoredFailures | undefined => {
    if (readSweepRecord(db, sweep) === undefined) return undefined;
    const select = (columns: string, condition: string, ...more: readonly unknown[]): Row[] =>
      rows(db, `SELECT ${columns} FROM trials WHERE sweep = ? AND ${condition}`, sweep, ...more);
    return {
      sweep,
      trials: Number(select('count(*) AS trials', 'true')[0]?.['trials']),
      wrong: select(
        'trial, configuration, seed, status, error, job',
        wentWrong('status', 'job'),
        jobsJson(gone),
      ).map((row) => withoutSqlOnly(rowNow(row, gone))) as unknown as StoredFailures['wrong'],
      attempts: readLastAttempts(db, sweep, gone),
      configurations: select(
        `DISTINCT configuration, ${CONFIGURATION_COLUMNS.join(', ')}`,
        "status <> 'skipped'",
      ) as unknown as NamedConfiguration[],
    };
  })();
}

/** The last attempt of each trial of the sweep that went wrong. */
function readLastAttempts(db: Connection, sweep: string, gone: GoneJobs): AttemptRecord[] {
  return rows(
    db,
    `SELECT a.trial_id AS trial, a.attempt, a.job_id AS job, a.status, a.error, a.log, a.started, a.finished
     FROM sweeps s JOIN sweep_trials st ON st.sweep_id = s.id AND st.current = 1
     JOIN stored_trials t ON t.id = st.trial_id AND ${wentWrong('t.status', 't.job_id')}
     JOIN attempts a ON a.trial_id = t.id
     WHERE s.sweep = ? AND a.attempt = (SELECT max(attempt) FROM attempts WHERE trial_id = t.id)
     ORDER BY a.id`,
    jobsJson(gone),
    sweep,
  ).map((row) => rowNow(row, gone)) as unknown as AttemptRecord[];
}

/** Of trials that went wrong, or are of one of the jobs of the parameter, whose process is gone. */
function wentWrong(status: string, job: string): string {
  return `(${status} IN (${inSql(WRONG)})
    OR ${status} = 'running' AND ${job} IN (SELECT value FROM json_each(?)))`;
}

function jobsJson(gone: GoneJobs): string {
  return JSON.stringify([...gone]);
}

/** The rows of the `trials` view, in the order of the spec. @param gone as of readSweep. */
export function readTrials(
  db: Connection,
  name: string,
  gone: GoneJobs = NONE_GONE,
): TrialRecord[] {
  return trialRecords(db, 'SELECT * FROM trials WHERE sweep = ?', [name], gone);
}

/** The rows of the `trials` view of one configuration of a sweep. */
export function readConfigurationTrials(
  db: Connection,
  sweep: string,
  configuration: string,
): TrialRecord[] {
  const where = 'st.current = 1 AND s.sweep = ? AND c.id = ?';
  return trialRecords(db, trialsWhere(where), [sweep, configuration], NONE_GONE);
}

/** Rows of the `trials` view without what only SQL asks for. @param gone as of readSweep. */
export function trialRecords(
  db: Connection,
  sql: string,
  parameters: readonly unknown[],
  gone: GoneJobs,
): TrialRecord[] {
  const found =
    gone.size === 0
      ? select(db, sql, parameters, SQL_ONLY)
      : rows(db, sql, ...parameters).map((row) => withoutSqlOnly(rowNow(row, gone)));
  return found as unknown as TrialRecord[];
}

/** Columns of the `trials` view that no record of this program has. */
const SQL_ONLY = ['job', 'position'] as const;

function withoutSqlOnly({ job: _job, position: _position, ...row }: Row): Row {
  return row as Row;
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

/** Of every sweep, the newest first, or of the one of that name. @param gone as of readSweep. */
export function readSummaries(
  db: Connection,
  gone: GoneJobs = NONE_GONE,
  sweep?: string,
): SweepSummary[] {
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
     FROM sweeps s LEFT JOIN seen t ON t.sweep = s.sweep
     ${sweep === undefined ? '' : 'WHERE s.sweep = ?'} GROUP BY s.id ORDER BY updated DESC, s.id`,
    jobsJson(gone),
    ...(sweep === undefined ? [] : [sweep]),
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
export function rows(db: Connection, sql: string, ...parameters: readonly unknown[]): Row[] {
  return select(db, sql, parameters, []);
}

function select(
  db: Connection,
  sql: string,
  parameters: readonly unknown[],
  without: readonly string[],
): Row[] {
  const statement = db.prepare(sql);
  const names = statement.columns().map(({ name }) => (without.includes(name) ? null : name));
  const values = statement
    .safeIntegers(true)
    .raw(true)
    .all(...parameters) as Value[][];
  return namedRows(values, names);
}

/** Words of this program as a list of SQL. */
function inSql(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** The rows of the `latencies` view, in the order of the spec. */
export function readLatencies(db: Connection, sweep: string): LatencyRecord[] {
  return rows(db, 'SELECT * FROM latencies WHERE sweep = ?', sweep) as unknown as LatencyRecord[];
}
