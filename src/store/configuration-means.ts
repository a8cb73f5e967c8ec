import type { Objective } from '../trial/objective.js';
import { METRICS, type Metric } from '../quantity/metrics.js';
import { CONFIGURATION_COLUMNS } from '../quantity/hyperparameters.js';
import type { CostedConfiguration, TrialRecord } from '../trial/records.js';
import { costColumns } from './schema/views.js';
import type { Connection } from './sqlite.js';
import { rows } from './read.js';

/** A configuration of a sweep: what it is, what it costs, and how it did. */
export type ConfigurationMeans = Pick<TrialRecord, 'sweep' | 'configuration'> &
  CostedConfiguration & {
    /** 1 where every seed has completed. */
    readonly complete: number;
  } & Readonly<Record<Metric, number | null>>;

/** The objectives of every sweep. */
export function readObjectives(db: Connection): ReadonlyMap<string, readonly Objective[]> {
  const found = db.prepare('SELECT sweep, objectives FROM sweeps').raw().all() as [
    string,
    string,
  ][];
  return new Map(found.map(([sweep, text]) => [sweep, JSON.parse(text) as Objective[]]));
}

/**
 * The configurations of every sweep in one query, in the order of their specs; those that a constraint
 * leaves out are not among them. A mean is null where a trial lacks the value.
 */
export function readConfigurationMeans(db: Connection): ConfigurationMeans[] {
  const means = METRICS.map(
    (name) => `CASE WHEN count(t.${name}) = count(*) THEN avg(t.${name}) END AS ${name}`,
  );
  return rows(
    db,
    `SELECT s.sweep, c.id AS configuration, ${CONFIGURATION_COLUMNS.map((name) => `c.${name}`).join(', ')},
       ${costColumns()},
       count(*) FILTER (WHERE t.status = 'completed') = count(*) AS complete, ${means.join(', ')}
     FROM sweep_trials st
     JOIN sweeps s ON s.id = st.sweep_id
     JOIN stored_trials t ON t.id = st.trial_id
     JOIN stored_configurations c ON c.id = t.configuration_id
     JOIN sweep_configurations sc
       ON sc.sweep_id = st.sweep_id AND sc.configuration_id = c.id AND sc.skipped IS NULL
     WHERE st.current = 1 GROUP BY s.id, c.id ORDER BY s.id, min(st.position)`,
  ) as unknown as ConfigurationMeans[];
}
