import { givenUp, notItsTrial } from './messages.js';
import {
  EPOCH_COLUMNS,
  type EpochMetrics,
  isOfImages,
  METRICS,
  TEST_METRICS,
  type TestMetrics,
} from '../quantity/metrics.js';
import { recordOf } from '../quantity/table.js';
import type { Status } from '../trial/trial.js';
import type { Connection } from './sqlite.js';
import { prepared, type Writer } from './writer.js';
import { assertFileUnchanged } from './real-path.js';
import { StoreError } from './store-error.js';
import { analyseSweepsOf, MOST_AT_JOBS, MOST_AT_RESULTS } from './verdicts.js';

/** What ran a job, as the worker reported it. */
export interface JobEngine {
  readonly engine: string;
  readonly engine_version: string;
  readonly library: string;
  readonly device: string;
  readonly device_name: string | null;
  readonly threads: number | null;
  readonly peak_flops_per_second: number | null;
}

/** How a trial ended. */
export type TrialEnd =
  | {
      readonly status: 'completed';
      readonly test: TestMetrics;
      /** Where its model is kept, from the database's folder; null where it is not. */
      readonly model?: string | null;
    }
  | { readonly status: 'diverged'; readonly error: string }
  | {
      readonly status: 'failed' | 'timeout' | 'interrupted';
      readonly error: string;
      readonly log: string;
    };

/** How a job ended, and what it took. */
export interface JobEnd {
  readonly status: Extract<Status, 'completed' | 'failed' | 'timeout' | 'interrupted'>;
  readonly times: {
    readonly load_seconds: number;
    readonly compile_seconds: number;
    readonly train_seconds: number;
    readonly evaluate_seconds: number;
    readonly compilation: string | null;
  } | null;
  /** Counted training FLOP of all epochs that were run; null where unknown. */
  readonly flop: bigint | null;
  /** Each completed trial's share of the train and evaluate seconds. */
  readonly trialSeconds: ReadonlyMap<string, number>;
}

/**
 * Says that another trainer than was planned trains a job.
 *
 * @throws StoreError when the job was given up.
 */
export function recordTrainer({ db }: Writer, job: number, trainer: string): void {
  refuseGivenUp(db, job);
  db.prepare('UPDATE jobs SET trainer = ? WHERE id = ?').run(trainer, job);
}

/** @throws StoreError when the job was given up. */
export function recordEngine({ db }: Writer, job: number, engine: JobEngine): void {
  refuseGivenUp(db, job);
  db.prepare(
    `UPDATE jobs SET engine = @engine, engine_version = @engine_version, library = @library,
       device = @device, device_name = @device_name, threads = @threads,
       peak_flops_per_second = @peak_flops_per_second WHERE id = @job`,
  ).run({ job, ...engine });
}

/**
 * Stores an epoch and makes it the trial's last.
 *
 * @throws StoreError when the database's file is gone, or the trial is not this job's any more.
 */
export function recordEpoch(
  { db }: Writer,
  job: number,
  trial: string,
  metrics: EpochMetrics,
): void {
  assertFileUnchanged(db);
  db.transaction(() => {
    refuseLost(db, job, trial);
    prepared(
      db,
      `INSERT INTO stored_epochs (trial_id, epoch, ${EPOCH_COLUMNS.join(', ')})
       VALUES (@trial, @epoch, ${EPOCH_COLUMNS.map((name) => `@${name}`).join(', ')})`,
    ).run({ trial, ...metrics });
    prepared(
      db,
      `UPDATE stored_trials SET ${assigned(METRICS.filter(isOfImages))} WHERE id = @trial`,
    ).run({ trial, ...metrics });
  }).immediate();
}

/**
 * Stores how a trial of the job ended and gives it free, with what its sweeps' verdicts are then.
 *
 * @throws StoreError as recordEpoch does.
 */
export function recordTrialEnd(
  { db, now }: Writer,
  job: number,
  trial: string,
  end: TrialEnd,
): void {
  const time = now();
  const error = end.status === 'completed' ? null : end.error;
  const log = 'log' in end ? end.log : null;
  const model = end.status === 'completed' ? (end.model ?? null) : null;
  const test = end.status === 'completed' ? end.test : recordOf(TEST_METRICS, () => null);
  assertFileUnchanged(db);
  db.transaction(() => {
    refuseLost(db, job, trial);
    prepared(
      db,
      `UPDATE stored_trials SET status = @status, claimed_by = NULL, finished = @time, error = @error,
         ${assigned(TEST_METRICS)}, model = @model WHERE id = @trial AND job_id = @job`,
    ).run({ job, trial, status: end.status, time, error, model, ...test });
    prepared(
      db,
      `UPDATE attempts SET status = @status, finished = @time, error = @error, log = @log
       WHERE trial_id = @trial AND job_id = @job`,
    ).run({ job, trial, status: end.status, time, error, log });
    analyseSweepsOf(db, [trial], MOST_AT_RESULTS);
  }).immediate();
}

/**
 * Stores how a job ended; FLOP/s is its counted training FLOP over its train seconds.
 *
 * @throws StoreError when the database's file is gone, or the job was given up.
 */
export function recordJobEnd({ db, now }: Writer, job: number, end: JobEnd): void {
  const times = end.times ?? {
    load_seconds: null,
    compile_seconds: null,
    train_seconds: null,
    evaluate_seconds: null,
    compilation: null,
  };
  const speed =
    end.times !== null && end.flop !== null && end.times.train_seconds > 0
      ? Number(end.flop) / end.times.train_seconds
      : null;
  assertFileUnchanged(db);
  db.transaction(() => {
    refuseGivenUp(db, job);
    db.prepare(
      `UPDATE jobs SET status = @status, finished = @time, flop = @flop, flops_per_second = @speed,
         load_seconds = @load_seconds, compile_seconds = @compile_seconds,
         train_seconds = @train_seconds, evaluate_seconds = @evaluate_seconds,
         compilation = @compilation WHERE id = @job`,
    ).run({ job, status: end.status, time: now(), flop: end.flop, speed, ...times });
    const share = db.prepare('UPDATE stored_trials SET seconds = ? WHERE id = ? AND job_id = ?');
    for (const [trial, seconds] of end.trialSeconds) share.run(seconds, trial, job);
    const trials = db.prepare('SELECT trial_id FROM attempts WHERE job_id = ?').pluck().all(job);
    analyseSweepsOf(db, trials as string[], MOST_AT_JOBS);
  }).immediate();
}

/** Columns that take the parameters of their names. */
function assigned(names: readonly string[]): string {
  return names.map((name) => `${name} = @${name}`).join(', ');
}

/** @throws StoreError where a job has lost its trial: what it would write, nobody would read. */
function refuseLost(db: Connection, job: number, trial: string): void {
  refuseGivenUp(db, job);
  const own = db
    .prepare("SELECT 1 FROM stored_trials WHERE id = ? AND job_id = ? AND status = 'running'")
    .get(trial, job);
  if (own === undefined) throw new StoreError(notItsTrial(trial));
}

/** @throws StoreError where a job is not there any more, or was ended by another process. */
function refuseGivenUp(db: Connection, job: number): void {
  const open = db.prepare('SELECT 1 FROM jobs WHERE id = ? AND finished IS NULL').get(job);
  if (open === undefined) throw new StoreError(givenUp());
}
