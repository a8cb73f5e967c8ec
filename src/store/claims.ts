import { RESULT_COLUMNS } from '../quantity/metrics.js';
import type { Status } from '../trial/trial.js';
import { givenUp } from './messages.js';
import type { Holder } from './holder.js';
import { assertFileUnchanged } from './real-path.js';
import { closeDeadRuns } from './runs.js';
import { StoreError } from './store-error.js';
import type { Writer } from './writer.js';

/** What became of the wish to train some trials. */
export type Claim =
  /** They are ours: train them as this job. */
  | { readonly state: 'claimed'; readonly job: number; readonly trials: readonly string[] }
  /** A live process trains one of them: ask again later. */
  | { readonly state: 'held'; readonly pid: number; readonly host: string }
  /** Somebody has finished them all. */
  | { readonly state: 'settled'; readonly trials: readonly string[] };

/**
 * Claims those of the trials that have no result yet, in one transaction, and opens a job and an
 * attempt for them. Of an earlier attempt's epochs nothing is kept: training starts anew.
 */
export function claimTrials(
  writer: Writer,
  run: number,
  ids: readonly string[],
  trainer: string,
  holder: Holder,
): Claim {
  const { db, now } = writer;
  return db
    .transaction((): Claim => {
      assertFileUnchanged(db);
      refuseBuried(writer, run);
      closeDeadRuns(writer);
      const state = db.prepare(
        `SELECT t.status, r.pid, r.host FROM stored_trials t LEFT JOIN runs r ON r.id = t.claimed_by
         WHERE t.id = ?`,
      );
      const wanted: string[] = [];
      for (const id of ids) {
        const row = state.get(id) as { status: Status; pid: number | null; host: string | null };
        if (row.status === 'running') {
          return { state: 'held', pid: row.pid ?? 0, host: row.host ?? '' };
        }
        if (row.status !== 'completed' && row.status !== 'diverged') wanted.push(id);
      }
      if (wanted.length === 0) return { state: 'settled', trials: ids };
      const time = now();
      const job = Number(
        db
          .prepare(
            `INSERT INTO jobs (run_id, trials, trainer, host, pid, started, status)
             VALUES (?, ?, ?, ?, ?, ?, 'running')`,
          )
          .run(run, wanted.length, trainer, holder.host, holder.pid, time).lastInsertRowid,
      );
      const claim = db.prepare(
        `UPDATE stored_trials SET status = 'running', claimed_by = @run, job_id = @job, started = @time,
           finished = NULL, error = NULL, model = NULL,
           ${RESULT_COLUMNS.map((name) => `${name} = NULL`).join(', ')}
         WHERE id = @id`,
      );
      const attempt = db.prepare(
        `INSERT INTO attempts (trial_id, attempt, job_id, status, started)
         SELECT @id, 1 + coalesce(max(attempt), 0), @job, 'running', @time FROM attempts WHERE trial_id = @id`,
      );
      const forget = db.prepare('DELETE FROM stored_epochs WHERE trial_id = ?');
      for (const id of wanted) {
        claim.run({ id, run, job, time });
        attempt.run({ id, job, time });
        forget.run(id);
      }
      return { state: 'claimed', job, trials: wanted };
    })
    .immediate();
}

/** A run that another host gave up for dead has lost its trials: it must not take new ones. */
function refuseBuried({ db }: Writer, run: number): void {
  const finished = db.prepare('SELECT finished FROM runs WHERE id = ?').pluck().get(run);
  if (finished === null) return;
  throw new StoreError(givenUp());
}
