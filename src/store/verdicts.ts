import { COSTS } from '../quantity/costs.js';
import { recordOf } from '../quantity/table.js';
import { costColumns } from './schema/views.js';
import { summarizeConfigurations } from '../front/configurations.js';
import { roundSpread } from '../front/numbers.js';
import { analyseSweep } from '../front/sweep-analysis.js';
import type { TrialRecord } from '../trial/records.js';
import { type Connection, plain, type Row } from './sqlite.js';
import { prepared } from './writer.js';
import { METRICS } from '../quantity/metrics.js';
import { objectivesIn } from './sound.js';

/**
 * The most configurations of a sweep whose verdicts follow every result, and every job; those of a
 * larger one are null until its run ends. On two busy cores the analysis of five seeds each takes
 * 20 ms of 26 configurations, 35 ms of 100 and 0.3 s of 2,000.
 */
export const MOST_AT_RESULTS = 100;
export const MOST_AT_JOBS = 1000;

/** A front of more is none. */
const MOST_OBJECTIVES = 4;

/**
 * Works out the verdicts of every sweep that lacks them, whatever its size. Call it inside the
 * transaction that made them lack, so that no one sees it between.
 */
export function analyseAll(db: Connection): void {
  const missing = db
    .prepare(
      `SELECT id, objectives FROM sweeps s
       WHERE NOT EXISTS (SELECT 1 FROM sweep_analyses WHERE sweep_id = s.id)`,
    )
    .all() as SweepRow[];
  for (const sweep of missing) analyse(db, sweep);
}

/** The same of those sweeps that want one of the trials and have at most so many configurations. */
export function analyseSweepsOf(db: Connection, trials: readonly string[], most: number): void {
  const missing = prepared(
    db,
    `SELECT id, objectives FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id
     WHERE st.trial_id = @trial AND st.current = 1
       AND NOT EXISTS (SELECT 1 FROM sweep_analyses WHERE sweep_id = s.id)
       -- Not all of a large sweep's are counted, at every result.
       AND (SELECT count(*) FROM
         (SELECT 1 FROM sweep_configurations WHERE sweep_id = s.id LIMIT @most + 1)) <= @most`,
  );
  for (const trial of trials) {
    for (const sweep of missing.all({ trial, most }) as SweepRow[]) analyse(db, sweep);
  }
}

interface SweepRow {
  readonly id: number;
  readonly objectives: string;
}

function analyse(db: Connection, { id, objectives: text }: SweepRow): void {
  // Every spec's are some; a database must open whatever somebody has written into it.
  const objectives = objectivesIn(text);
  if (objectives === null || objectives.length > MOST_OBJECTIVES) return;
  const { subject, configurations } = analyseSweep(
    summarizeConfigurations(readCompared(db, id)),
    objectives,
    // Verdicts do not depend on it: only the answer does, which is not kept.
    { tolerance: 0 },
  );
  const insert = db.prepare(
    `INSERT INTO sweep_verdicts (sweep_id, configuration_id, on_front, verdict, interval_low, interval_high)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  for (const { summary, analysis, on_front } of configurations) {
    if (!summary.complete) continue;
    const [low, high] = analysis?.interval ?? [null, null];
    insert.run(
      id,
      summary.configuration,
      on_front ? 1 : 0,
      analysis?.verdict ?? null,
      roundSpread(low),
      roundSpread(high),
    );
  }
  db.prepare('INSERT INTO sweep_analyses (sweep_id, metric, goal, cost) VALUES (?, ?, ?, ?)').run(
    id,
    subject.metric,
    subject.goal,
    subject.cost,
  );
}

/** The sweep's trials with what is compared of them alone: whole ones take several times as long to read. */
function readCompared(db: Connection, sweep: number): TrialRecord[] {
  const found = db
    .prepare(
      `SELECT t.id AS trial, t.configuration_id AS configuration, t.seed, t.status,
         ${costColumns()},
         ${METRICS.map((name) => `t.${name}`).join(', ')}
       FROM sweep_trials st JOIN stored_trials t ON t.id = st.trial_id
       JOIN stored_configurations c ON c.id = t.configuration_id
       JOIN sweep_configurations sc ON sc.sweep_id = st.sweep_id AND sc.configuration_id = c.id
       WHERE st.sweep_id = ? AND st.current = 1 AND sc.skipped IS NULL ORDER BY st.position`,
    )
    .safeIntegers(true)
    .all(sweep) as Row[];
  return found.map((row) => ({
    ...row,
    seed: plain(row['seed'] ?? null),
    ...recordOf(COSTS, (name) => plain(row[name] ?? null)),
  })) as unknown as TrialRecord[];
}
