import { summarizeConfigurations } from '../front/configurations.js';
import { roundSpread } from '../front/digits.js';
import { analyseSweep } from '../front/sweep-analysis.js';
import { COSTS, METRICS, type Objective } from '../trial/objective.js';
import type { Connection } from './open.js';
import { readTrials } from './read.js';

/**
 * A sweep of more configurations is analysed only when a run ends, not at each result: see
 * docs/database.md. Until then its verdicts are null.
 */
export const MOST_FOLLOWED = 400;

/** A front of more is none. */
const MOST_OBJECTIVES = 4;

/**
 * Works out the verdicts of every sweep that lacks them, whatever its size. Call it inside the
 * transaction that made them lack, so that no one sees it between.
 */
export function analyseAll(db: Connection): void {
  const missing = db
    .prepare(
      `SELECT id, sweep, objectives FROM sweeps s
       WHERE NOT EXISTS (SELECT 1 FROM sweep_analyses WHERE sweep_id = s.id)`,
    )
    .all() as SweepRow[];
  for (const sweep of missing) analyse(db, sweep);
}

/** The same of the sweeps that want one of the trials, but for those too large to follow every result. */
export function analyseSweepsOf(db: Connection, trials: Iterable<string>): void {
  const missing = db.prepare(
    `SELECT id, sweep, objectives FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id
     WHERE st.trial_id = ? AND st.current = 1
       AND NOT EXISTS (SELECT 1 FROM sweep_analyses WHERE sweep_id = s.id)
       AND (SELECT count(*) FROM sweep_configurations WHERE sweep_id = s.id) <= ${MOST_FOLLOWED}`,
  );
  for (const trial of trials) {
    for (const sweep of missing.all(trial) as SweepRow[]) analyse(db, sweep);
  }
}

interface SweepRow {
  readonly id: number;
  readonly sweep: string;
  readonly objectives: string;
}

function analyse(db: Connection, { id, sweep, objectives: text }: SweepRow): void {
  const objectives: unknown = JSON.parse(text);
  if (!areObjectives(objectives)) return;
  const { subject, configurations } = analyseSweep(
    summarizeConfigurations(readTrials(db, sweep)),
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

/** Every spec's are; a database must open whatever somebody has written into it. */
function areObjectives(value: unknown): value is Objective[] {
  const names: readonly unknown[] = [...METRICS, ...COSTS];
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MOST_OBJECTIVES &&
    value.every((item: unknown) => {
      const { name, goal } = (item ?? {}) as Partial<Objective>;
      return names.includes(name) && (goal === 'maximize' || goal === 'minimize');
    })
  );
}
