import { RESULT_COLUMNS } from '../quantity/metrics.js';
import type { Connection } from './sqlite.js';
import { planRemoval, type Removal, type RemovalRequest } from './plan-removal.js';
import { assertFileUnchanged } from './real-path.js';
import { closeDeadRuns } from './runs.js';
import { AlreadyRunningError } from './store-error.js';
import { analyseAll } from './verdicts.js';
import type { Writer } from './writer.js';

/**
 * Removes what a request names, in one transaction, and says what that was. Files are the caller's.
 *
 * @throws AlreadyRunningError when a live process runs one of the sweeps, or trains one of the trials.
 */
export function removeStored(writer: Writer, request: RemovalRequest): Removal {
  const { db } = writer;
  return db
    .transaction((): Removal => {
      assertFileUnchanged(db);
      closeDeadRuns(writer);
      const removal = planRemoval(db, request);
      refuseRunning(db, [
        ...request.sweeps,
        ...(removal.memberships.length > 0 ? request.old : []),
      ]);
      refuseClaimed(db, [...removal.removed, ...removal.reset]);
      const jobs = jobsOf(db, [...removal.removed, ...removal.reset]);
      const member = db.prepare('DELETE FROM sweep_trials WHERE sweep_id = ? AND trial_id = ?');
      for (const [sweep, trial] of removal.memberships) member.run(sweep, trial);
      // Epochs, attempts and latencies go with their trial.
      const trial = db.prepare('DELETE FROM stored_trials WHERE id = ?');
      for (const id of removal.removed) trial.run(id);
      for (const id of removal.reset) forgetResult(db, id);
      const job = db.prepare(
        `DELETE FROM jobs WHERE id = ? AND finished IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM attempts WHERE job_id = jobs.id)`,
      );
      for (const id of jobs) job.run(id);
      for (const sweep of request.sweeps) removeSweep(db, sweep);
      removeUnused(db);
      analyseAll(db);
      return removal;
    })
    .immediate();
}

function refuseRunning(db: Connection, sweeps: readonly string[]): void {
  const active = db.prepare(
    `SELECT r.pid, r.host, r.started FROM runs r JOIN sweeps s ON s.id = r.sweep_id
     WHERE s.sweep = ? AND r.finished IS NULL`,
  );
  for (const sweep of sweeps) {
    const run = active.get(sweep) as { pid: number; host: string; started: string } | undefined;
    if (run !== undefined) throw new AlreadyRunningError(sweep, run.pid, run.host, run.started);
  }
}

function refuseClaimed(db: Connection, trials: readonly string[]): void {
  const claim = db.prepare(
    `SELECT s.sweep, r.pid, r.host, r.started FROM stored_trials t JOIN runs r ON r.id = t.claimed_by
     JOIN sweeps s ON s.id = r.sweep_id WHERE t.id = ?`,
  );
  for (const id of trials) {
    const run = claim.get(id) as
      { sweep: string; pid: number; host: string; started: string } | undefined;
    if (run !== undefined) throw new AlreadyRunningError(run.sweep, run.pid, run.host, run.started);
  }
}

function jobsOf(db: Connection, trials: readonly string[]): ReadonlySet<number> {
  const select = db.prepare('SELECT job_id FROM attempts WHERE trial_id = ?').pluck();
  return new Set(trials.flatMap((id) => select.all(id) as number[]));
}

function forgetResult(db: Connection, id: string): void {
  for (const table of ['attempts', 'stored_epochs', 'stored_latencies']) {
    db.prepare(`DELETE FROM ${table} WHERE trial_id = ?`).run(id);
  }
  db.prepare(
    `UPDATE stored_trials SET status = 'pending', claimed_by = NULL, job_id = NULL, started = NULL,
       finished = NULL, error = NULL, model = NULL,
       ${RESULT_COLUMNS.map((name) => `${name} = NULL`).join(', ')} WHERE id = ?`,
  ).run(id);
}

/**
 * A run goes with its sweep, and its jobs with it; but a job that trained what stays in another
 * sweep says where and how that was trained, so such a run becomes the other sweep's.
 */
function removeSweep(db: Connection, sweep: string): void {
  db.prepare(
    `UPDATE runs SET sweep_id = (
       SELECT st.sweep_id FROM jobs j JOIN attempts a ON a.job_id = j.id
       JOIN sweep_trials st ON st.trial_id = a.trial_id
       WHERE j.run_id = runs.id ORDER BY st.current DESC, st.sweep_id LIMIT 1)
     WHERE sweep_id = (SELECT id FROM sweeps WHERE sweep = ?)
       AND EXISTS (SELECT 1 FROM jobs j JOIN attempts a ON a.job_id = j.id WHERE j.run_id = runs.id)`,
  ).run(sweep);
  db.prepare('DELETE FROM sweeps WHERE sweep = ?').run(sweep);
}

/** Configurations without a trial. One that a constraint excludes has trials too: they wait. */
function removeUnused(db: Connection): void {
  db.exec(`
    DELETE FROM sweep_configurations WHERE NOT EXISTS (
      SELECT 1 FROM sweep_trials st JOIN stored_trials t ON t.id = st.trial_id
      WHERE st.sweep_id = sweep_configurations.sweep_id
        AND t.configuration_id = sweep_configurations.configuration_id);
    DELETE FROM stored_configurations WHERE
      NOT EXISTS (SELECT 1 FROM stored_trials t WHERE t.configuration_id = stored_configurations.id)
      AND NOT EXISTS (SELECT 1 FROM sweep_configurations sc
        WHERE sc.configuration_id = stored_configurations.id);
  `);
}
