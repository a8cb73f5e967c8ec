import { type Cost, COST_ROWS, COSTS } from '../quantity/costs.js';
import { CONFIGURATION_COLUMNS, type ConfigurationColumns } from '../quantity/hyperparameters.js';
import type { Objective } from '../trial/objective.js';
import { processGone, sweepStopped } from './messages.js';
import { unfinishedRuns, type Holder } from './holder.js';
import { AlreadyRunningError } from './store-error.js';
import { analyseAll } from './verdicts.js';
import type { Writer } from './writer.js';

/** A sweep as its spec now wants it. Counts are bigint: they are stored exactly. */
export interface PlannedSweep {
  readonly sweep: string;
  readonly dataset: string;
  readonly dataset_sha256: string;
  readonly train_images: number;
  readonly validation_images: number;
  readonly test_images: number;
  readonly convention: string;
  readonly objectives: readonly Objective[];
  readonly spec_path: string;
  readonly spec_text: string;
  readonly version: string;
  readonly git_commit: string | null;
  /** Whose models it keeps. */
  readonly save: 'front' | 'all' | 'none';
  readonly configurations: readonly PlannedRow[];
  readonly trials: readonly {
    readonly id: string;
    readonly configuration: string;
    readonly seed: number;
  }[];
}

export interface PlannedRow extends ConfigurationColumns, Readonly<Record<Cost, bigint>> {
  readonly id: string;
  readonly architecture: readonly unknown[];
  /** The constraint that excludes it. */
  readonly skipped: string | null;
}

/**
 * Stores what the sweep wants and makes `holder` the process that runs it, in one transaction.
 * What dead processes left running becomes `interrupted`.
 *
 * @returns the run's id.
 * @throws AlreadyRunningError when a live process runs the same sweep.
 */
export function beginRun(writer: Writer, planned: PlannedSweep, holder: Holder): number {
  const { db, now } = writer;
  return db
    .transaction((): number => {
      closeDeadRuns(writer);
      const active = db
        .prepare(
          `SELECT r.pid, r.host, r.started FROM runs r JOIN sweeps s ON s.id = r.sweep_id
           WHERE s.sweep = ? AND r.finished IS NULL`,
        )
        .get(planned.sweep) as { pid: number; host: string; started: string } | undefined;
      if (active !== undefined) {
        throw new AlreadyRunningError(planned.sweep, active.pid, active.host, active.started);
      }
      const sweepId = saveSweep(writer, planned);
      saveMembers(writer, planned, sweepId);
      const run = db
        .prepare(
          `INSERT INTO runs (sweep_id, pid, host, process_start, version, git_commit, started, heartbeat)
           VALUES (@sweepId, @pid, @host, @process_start, @version, @git_commit, @time, @time)`,
        )
        .run({
          sweepId,
          ...holder,
          version: planned.version,
          git_commit: planned.git_commit,
          time: now(),
        });
      analyseAll(db);
      return Number(run.lastInsertRowid);
    })
    .immediate();
}

/** Says that the run's process still lives; needed where another host asks. */
export function beat({ db, now }: Writer, run: number): void {
  db.prepare('UPDATE runs SET heartbeat = ? WHERE id = ? AND finished IS NULL').run(now(), run);
}

/** Ends a run; a trial that it still holds becomes `interrupted`. */
export function endRun(writer: Writer, run: number): void {
  writer.db.transaction(() => closeRun(writer, run, sweepStopped())).immediate();
}

/** Ends the runs whose process is gone without a word. Call it inside a transaction. */
export function closeDeadRuns(writer: Writer): void {
  for (const { id, ...holder } of unfinishedRuns(writer.db)) {
    if (!writer.isAlive(holder)) closeRun(writer, id, processGone());
  }
}

/** Ends it, its trials, and the wait of a large sweep for its verdicts. */
function closeRun({ db, now }: Writer, run: number, reason: string): void {
  const time = now();
  db.prepare(
    `UPDATE attempts SET status = 'interrupted', error = ?, finished = ?
     WHERE finished IS NULL AND job_id IN (SELECT id FROM jobs WHERE run_id = ?)`,
  ).run(reason, time, run);
  db.prepare(
    `UPDATE jobs SET status = 'interrupted', finished = ? WHERE run_id = ? AND finished IS NULL`,
  ).run(time, run);
  db.prepare(
    `UPDATE stored_trials SET status = 'interrupted', claimed_by = NULL, error = ?, finished = ?
     WHERE claimed_by = ?`,
  ).run(reason, time, run);
  db.prepare('UPDATE runs SET finished = ? WHERE id = ?').run(time, run);
  analyseAll(db);
}

function saveSweep({ db, now }: Writer, planned: PlannedSweep): number {
  const { configurations: _configurations, trials: _trials, objectives, ...columns } = planned;
  const values = { ...columns, objectives: JSON.stringify(objectives), time: now() };
  const names = Object.keys({ ...columns, objectives });
  const row = db
    .prepare(
      `INSERT INTO sweeps (${names.join(', ')}, created, updated)
       VALUES (${names.map((name) => `@${name}`).join(', ')}, @time, @time)
       ON CONFLICT (sweep) DO UPDATE SET
       ${names.map((name) => `${name} = excluded.${name}`).join(', ')}, updated = excluded.updated
       RETURNING id`,
    )
    .get(values) as { id: number };
  return row.id;
}

function saveMembers({ db }: Writer, planned: PlannedSweep, sweepId: number): void {
  const own = COSTS.filter((name) => !COST_ROWS[name].convention);
  const columns = ['id', ...CONFIGURATION_COLUMNS, ...own, 'architecture'];
  const configuration = db.prepare(
    `INSERT INTO stored_configurations (${columns.join(', ')})
     VALUES (${columns.map((name) => `@${name}`).join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${own.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  const costs = COSTS.filter((name) => COST_ROWS[name].convention);
  const changing = ['position', ...costs, 'skipped'];
  const cost = db.prepare(
    `INSERT INTO sweep_configurations (sweep_id, configuration_id, ${changing.join(', ')})
     VALUES (@sweepId, @id, ${changing.map((name) => `@${name}`).join(', ')})
     ON CONFLICT (sweep_id, configuration_id) DO UPDATE SET
       ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  planned.configurations.forEach(({ architecture, ...row }, position) => {
    configuration.run({ ...row, architecture: JSON.stringify(architecture) });
    cost.run({ ...row, sweepId, position });
  });
  db.prepare('UPDATE sweep_trials SET current = 0 WHERE sweep_id = ?').run(sweepId);
  const trial = db.prepare(
    `INSERT INTO stored_trials (id, configuration_id, seed, status)
     VALUES (@id, @configuration, @seed, 'pending') ON CONFLICT (id) DO NOTHING`,
  );
  const member = db.prepare(
    `INSERT INTO sweep_trials (sweep_id, trial_id, position, current) VALUES (@sweepId, @id, @position, 1)
     ON CONFLICT (sweep_id, trial_id) DO UPDATE SET position = excluded.position, current = 1`,
  );
  planned.trials.forEach((row, position) => {
    trial.run(row);
    member.run({ sweepId, id: row.id, position });
  });
}
