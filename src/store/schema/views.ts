/** Rows as the view `trials` has them, of those members of sweeps for which a condition holds. */
export const trialsWhere = (condition: string): string => `
SELECT s.sweep, t.id AS trial, c.id AS configuration, c.family, c.hidden, c.activation,
  c.dropout, c.optimizer, c.learning_rate, c.weight_decay, c.batch_size, c.epochs, c.parameters, t.seed,
  CASE WHEN sc.skipped IS NULL THEN t.status ELSE 'skipped' END AS status,
  sc.flops, c.params, sc.training_flops, s.convention,
  t.accuracy, t.loss, t.val_accuracy, t.val_loss, t.test_accuracy, t.test_loss,
  t.seconds, j.flops_per_second, j.flops_per_second / j.peak_flops_per_second AS peak_share,
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

/** The documented views, made new whenever a program that can migrate opens the database. */
export const VIEWS = `
CREATE VIEW trials AS ${trialsWhere('st.current = 1')};

CREATE VIEW epochs AS
SELECT t.sweep, t.trial, t.configuration, t.hidden, t.seed, e.epoch,
  e.loss, e.accuracy, e.val_loss, e.val_accuracy, e.seconds
FROM trials t JOIN stored_epochs e ON e.trial_id = t.trial
ORDER BY t.sweep, t.position, e.epoch;

-- Means over completed seeds; sd is the sample standard deviation (n - 1), null for n = 1.
CREATE VIEW configurations AS
WITH means AS (
  SELECT sweep, configuration, min(position) AS position,
    count(*) AS seeds, count(*) FILTER (WHERE status = 'completed') AS n,
    avg(accuracy) FILTER (WHERE status = 'completed') AS accuracy,
    avg(loss) FILTER (WHERE status = 'completed') AS loss,
    avg(val_accuracy) FILTER (WHERE status = 'completed') AS val_accuracy,
    avg(val_loss) FILTER (WHERE status = 'completed') AS val_loss,
    avg(test_accuracy) FILTER (WHERE status = 'completed') AS test_accuracy,
    avg(test_loss) FILTER (WHERE status = 'completed') AS test_loss,
    avg(seconds) FILTER (WHERE status = 'completed') AS seconds
  FROM trials WHERE status <> 'skipped' GROUP BY sweep, configuration
), spreads AS (
  SELECT t.sweep, t.configuration,
    sum((t.val_accuracy - m.val_accuracy) * (t.val_accuracy - m.val_accuracy)) AS val_accuracy,
    sum((t.val_loss - m.val_loss) * (t.val_loss - m.val_loss)) AS val_loss,
    sum((t.test_accuracy - m.test_accuracy) * (t.test_accuracy - m.test_accuracy)) AS test_accuracy
  FROM trials t JOIN means m ON m.sweep = t.sweep AND m.configuration = t.configuration
  WHERE t.status = 'completed' GROUP BY t.sweep, t.configuration
)
SELECT m.sweep, m.configuration, c.family, c.hidden, c.activation, c.dropout, c.optimizer,
  c.learning_rate, c.weight_decay,
  c.batch_size, c.epochs, c.parameters, s.convention, sc.flops, c.params, sc.training_flops,
  m.seeds, m.n, m.n = m.seeds AS complete,
  m.val_accuracy, CASE WHEN m.n > 1 THEN sqrt(p.val_accuracy / (m.n - 1)) END AS val_accuracy_sd,
  m.val_loss, CASE WHEN m.n > 1 THEN sqrt(p.val_loss / (m.n - 1)) END AS val_loss_sd,
  m.test_accuracy, CASE WHEN m.n > 1 THEN sqrt(p.test_accuracy / (m.n - 1)) END AS test_accuracy_sd,
  m.accuracy, m.loss, m.test_loss, m.seconds, m.position
FROM means m
JOIN sweeps s ON s.sweep = m.sweep
JOIN stored_configurations c ON c.id = m.configuration
JOIN sweep_configurations sc ON sc.sweep_id = s.id AND sc.configuration_id = c.id
LEFT JOIN spreads p ON p.sweep = m.sweep AND p.configuration = m.configuration
ORDER BY s.id, m.position;

-- The configurations that no other one dominates: as good in every objective and better in one.
-- Only complete ones take part. At most four objectives; a missing one compares as equal.
CREATE VIEW fronts AS
WITH scores AS (
  SELECT c.*, ${[0, 1, 2, 3].map((index) => `${score(index)} AS score_${index}`).join(', ')}
  FROM configurations c JOIN sweeps s ON s.sweep = c.sweep
  WHERE c.complete = 1
), ranked AS (
  SELECT * FROM scores WHERE score_0 IS NOT NULL AND score_1 IS NOT NULL
    AND score_2 IS NOT NULL AND score_3 IS NOT NULL
)
SELECT a.sweep, a.configuration, a.family, a.hidden, a.activation, a.dropout, a.optimizer,
  a.learning_rate, a.weight_decay,
  a.batch_size, a.epochs, a.parameters, a.convention, a.flops, a.params, a.training_flops, a.n,
  a.val_accuracy, a.val_accuracy_sd, a.val_loss, a.test_accuracy, a.seconds
FROM ranked a
WHERE NOT EXISTS (
  SELECT 1 FROM ranked b WHERE b.sweep = a.sweep
    AND b.score_0 >= a.score_0 AND b.score_1 >= a.score_1
    AND b.score_2 >= a.score_2 AND b.score_3 >= a.score_3
    AND (b.score_0 > a.score_0 OR b.score_1 > a.score_1
      OR b.score_2 > a.score_2 OR b.score_3 > a.score_3)
)
ORDER BY a.sweep, a.flops, a.position;

-- Milliseconds per image of the models that sweep measure has run.
CREATE VIEW latencies AS
SELECT t.sweep, t.configuration, t.hidden, t.trial, t.seed, t.flops, t.params, t.val_accuracy, l.batch,
  l.median_ms, l.lower_quartile_ms, l.upper_quartile_ms, l.runs, l.peak_memory_bytes,
  l.engine, l.engine_version, l.library, l.device, l.device_name, l.threads, l.host, l.version, l.measured
FROM stored_latencies l JOIN trials t ON t.trial = l.trial_id
ORDER BY t.sweep, t.position, l.batch, l.id;
`;

export const VIEW_NAMES = ['trials', 'epochs', 'configurations', 'fronts', 'latencies'] as const;

/** The objective's value, larger is better; 0 where the sweep has no such objective. */
function score(index: number): string {
  const name = `json_extract(s.objectives, '$[${index}].name')`;
  const goal = `json_extract(s.objectives, '$[${index}].goal')`;
  // Equal means must not differ by the order of their sum: nine decimals decide.
  const means = ['val_accuracy', 'val_loss', 'accuracy', 'loss', 'seconds'];
  const costs = ['flops', 'params', 'training_flops'];
  const value = [
    ...means.map((column) => `WHEN '${column}' THEN round(c.${column}, 9)`),
    ...costs.map((column) => `WHEN '${column}' THEN c.${column}`),
  ].join(' ');
  return `CASE WHEN ${name} IS NULL THEN 0 ELSE (CASE ${name} ${value} END) * (CASE ${goal} WHEN 'maximize' THEN 1 ELSE -1 END) END`;
}
