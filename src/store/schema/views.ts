import { MEAN_DIGITS, SPREAD_DIGITS } from '../../front/numbers.js';
import { type Cost, COST_ROWS, COSTS } from '../../quantity/costs.js';
import { CONFIGURATION_COLUMNS } from '../../quantity/hyperparameters.js';
import {
  EPOCH_COLUMNS,
  isOfImages,
  type Metric,
  metricRow,
  METRICS,
  RESULT_COLUMNS,
  type TestMetric,
} from '../../quantity/metrics.js';
import { sweepsThatCompare } from './versions.js';

/** Of a configuration's completed trials. */
const SPREAD = RESULT_COLUMNS.filter((name) => metricRow(name).spread);
/** What a configuration is first asked for. */
const HEADLINE = 'val_accuracy';

/** What a configuration is, but its layers, which stand further left. */
const CONFIGURATION = CONFIGURATION_COLUMNS.filter((name) => name !== 'hidden');
const LEADING = COSTS.filter((name) => COST_ROWS[name].leading);
const OTHER_COSTS = COSTS.filter((name) => !COST_ROWS[name].leading);

/** A list of columns, of the table or view of that alias. */
function list(names: readonly string[], alias?: string): string {
  return names.map((name) => (alias === undefined ? name : `${alias}.${name}`)).join(', ');
}

/** Costs under a convention are the sweep's, others the configuration's. */
export function costColumns(names: readonly Cost[] = COSTS): string {
  return names.map((name) => `${COST_ROWS[name].convention ? 'sc' : 'c'}.${name}`).join(', ');
}

/** Rows as the view `trials` has them, of those members of sweeps for which a condition holds. */
export const trialsWhere = (condition: string): string => `
SELECT s.sweep, t.id AS trial, c.id AS configuration, c.hidden, t.seed,
  CASE WHEN sc.skipped IS NULL THEN t.status ELSE 'skipped' END AS status,
  ${costColumns(LEADING)}, ${list(RESULT_COLUMNS, 't')},
  ${costColumns(OTHER_COSTS)}, s.convention, ${list(CONFIGURATION, 'c')},
  j.flops_per_second, j.flops_per_second / j.peak_flops_per_second AS peak_share,
  j.engine, j.engine_version, j.trainer, j.compilation, j.device, j.host,
  r.version, r.git_commit,
  (SELECT count(*) FROM attempts a WHERE a.trial_id = t.id) AS attempts,
  t.started, t.finished, t.model,
  CASE WHEN sc.skipped IS NULL THEN t.error ELSE 'excluded by the constraint ' || sc.skipped END AS error,
  t.job_id AS job, st.position
FROM sweep_trials st
JOIN sweeps s ON s.id = st.sweep_id
JOIN stored_trials t ON t.id = st.trial_id
JOIN stored_configurations c ON c.id = t.configuration_id
JOIN sweep_configurations sc ON sc.sweep_id = st.sweep_id AND sc.configuration_id = c.id
LEFT JOIN jobs j ON j.id = t.job_id
LEFT JOIN runs r ON r.id = j.run_id
WHERE ${condition}
ORDER BY s.id, st.position`;

const CHOOSING = METRICS.filter(isOfImages);

/**
 * Verdicts go when a result that they may depend on changes (see VERSION_5); made new with the views,
 * so that it looks at every metric of the program that writes.
 */
export const RESULT_TRIGGER = `
CREATE TRIGGER result_changed
AFTER UPDATE OF status, ${list(CHOOSING)} ON stored_trials
WHEN (old.status = 'completed' OR new.status = 'completed')
  AND (old.status <> new.status OR ${CHOOSING.map((name) => `old.${name} IS NOT new.${name}`).join(' OR ')})
BEGIN
  DELETE FROM sweep_analyses WHERE sweep_id IN (${sweepsThatCompare('new')});
END;
`;

/** The documented views, made new whenever a program that can migrate opens the database. */
export const VIEWS = `
CREATE VIEW trials AS ${trialsWhere('st.current = 1')};

CREATE VIEW epochs AS
SELECT t.sweep, t.trial, t.configuration, t.hidden, t.seed, e.epoch,
  ${list(EPOCH_COLUMNS, 'e')}
FROM trials t JOIN stored_epochs e ON e.trial_id = t.trial
ORDER BY t.sweep, t.position, e.epoch;

-- Means over completed seeds; sd is the sample standard deviation (n - 1), null for n = 1. A second
-- pass takes the rounding out, so equal values have exactly that mean and no spread. One missing
-- value means no mean: one over fewer seeds than n would mislead.
CREATE VIEW configurations AS
WITH results AS (
  SELECT st.sweep_id, t.configuration_id, st.position, t.status = 'completed' AS done,
    ${list(RESULT_COLUMNS, 't')}
  FROM sweep_trials st JOIN stored_trials t ON t.id = st.trial_id
  JOIN sweep_configurations sc
    ON sc.sweep_id = st.sweep_id AND sc.configuration_id = t.configuration_id
  WHERE st.current = 1 AND sc.skipped IS NULL
), rough AS (
  SELECT sweep_id, configuration_id, min(position) AS position, count(*) AS seeds,
    count(*) FILTER (WHERE done) AS n,
    ${RESULT_COLUMNS.map((name) => `avg(${name}) FILTER (WHERE done) AS ${name}`).join(', ')}
  FROM results GROUP BY sweep_id, configuration_id
), corrections AS (
  SELECT r.sweep_id, r.configuration_id,
    ${RESULT_COLUMNS.map((name) => `CASE WHEN count(r.${name}) = count(*) THEN avg(r.${name} - c.${name}) END AS ${name}`).join(', ')},
    ${SPREAD.map((name) => `sum((r.${name} - c.${name}) * (r.${name} - c.${name})) AS ${name}_squares`).join(', ')}
  FROM results r
  JOIN rough c ON c.sweep_id = r.sweep_id AND c.configuration_id = r.configuration_id
  WHERE r.done GROUP BY r.sweep_id, r.configuration_id
)
SELECT s.sweep, k.configuration_id AS configuration, c.hidden, ${costColumns(LEADING)},
  ${mean(HEADLINE)}, ${sd(HEADLINE)},
  CASE WHEN k.n = k.seeds THEN v.on_front ELSE 0 END AS on_front, v.verdict,
  v.interval_low, v.interval_high, a.metric, a.cost,
  k.seeds, k.n, k.n = k.seeds AS complete,
  ${SPREAD.filter((name) => name !== HEADLINE)
    .map((name) => `${mean(name)}, ${sd(name)}`)
    .join(', ')},
  ${RESULT_COLUMNS.filter((name) => !SPREAD.includes(name))
    .map(mean)
    .join(', ')},
  ${costColumns(OTHER_COSTS)}, s.convention, ${list(CONFIGURATION, 'c')}, k.position
FROM rough k
JOIN sweeps s ON s.id = k.sweep_id
JOIN stored_configurations c ON c.id = k.configuration_id
JOIN sweep_configurations sc
  ON sc.sweep_id = k.sweep_id AND sc.configuration_id = k.configuration_id
LEFT JOIN corrections m ON m.sweep_id = k.sweep_id AND m.configuration_id = k.configuration_id
LEFT JOIN sweep_analyses a ON a.sweep_id = k.sweep_id
LEFT JOIN sweep_verdicts v ON v.sweep_id = k.sweep_id AND v.configuration_id = k.configuration_id
ORDER BY s.id, k.position;

-- The configurations that no other one dominates: as good in every objective and better in one.
-- Only complete ones take part.
CREATE VIEW fronts AS
SELECT sweep, configuration, hidden, ${list(LEADING)}, ${HEADLINE}, ${HEADLINE}_sd, verdict,
  interval_low, interval_high, metric, cost, n,
  ${list(SPREAD.filter((name) => name !== HEADLINE))}, seconds,
  ${list(OTHER_COSTS)}, convention, ${list(CONFIGURATION)}
FROM configurations
WHERE on_front = 1
ORDER BY sweep, flops, position;

-- Milliseconds per image of the models that sweep measure has run.
CREATE VIEW latencies AS
SELECT t.sweep, t.configuration, t.hidden, t.trial, t.seed, ${list(LEADING, 't')}, t.${HEADLINE}, l.batch,
  l.median_ms, l.lower_quartile_ms, l.upper_quartile_ms, l.runs, l.peak_memory_bytes,
  l.engine, l.engine_version, l.library, l.device, l.device_name, l.threads, l.host, l.version, l.measured
FROM stored_latencies l JOIN trials t ON t.trial = l.trial_id
ORDER BY t.sweep, t.position, l.batch, l.id;
`;

export const VIEW_NAMES = ['trials', 'epochs', 'configurations', 'fronts', 'latencies'] as const;

/**
 * A rough mean with its correction, in the digits that a mean has. Through text, as SQLite
 * and DuckDB have no other way to round to significant digits, and DOUBLE, since DuckDB's REAL is half as long.
 */
function mean(name: Metric | TestMetric): string {
  return `${inDigits(`k.${name} + m.${name}`, MEAN_DIGITS)} AS ${name}`;
}

function sd(name: Metric | TestMetric): string {
  const squares = `m.${name}_squares - k.n * m.${name} * m.${name}`;
  // Rounding may leave a little less than nothing.
  const variance = `CASE WHEN ${squares} > 0 THEN (${squares}) / (k.n - 1) ELSE 0 END`;
  // Without a mean there is no spread either.
  return `CASE WHEN k.n > 1 AND m.${name} IS NOT NULL THEN ${inDigits(`sqrt(${variance})`, SPREAD_DIGITS)} END AS ${name}_sd`;
}

/** Null stays null, which SQLite's printf would make a nought. */
function inDigits(value: string, digits: number): string {
  return `CASE WHEN ${value} IS NOT NULL THEN CAST(printf('%.${digits}g', ${value}) AS DOUBLE) END`;
}
