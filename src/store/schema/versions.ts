/**
 * Schema version 1. Tables hold what happened; the views are what people and programs read.
 * Counts are integers of 64 bits, times ISO-8601 in UTC, accuracies fractions, losses nats.
 */
export const VERSION_1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY,
  sweep TEXT NOT NULL UNIQUE,
  dataset TEXT NOT NULL,
  dataset_sha256 TEXT NOT NULL,
  train_images INTEGER NOT NULL,
  validation_images INTEGER NOT NULL,
  test_images INTEGER NOT NULL,
  convention TEXT NOT NULL,
  objectives TEXT NOT NULL CHECK (json_valid(objectives)),
  spec_path TEXT NOT NULL,
  spec_text TEXT NOT NULL,
  version TEXT NOT NULL,
  git_commit TEXT,
  created TEXT NOT NULL,
  updated TEXT NOT NULL
);

-- One process that runs a sweep; finished is null while it lives (or after it was killed).
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  process_start TEXT,
  version TEXT NOT NULL,
  git_commit TEXT,
  started TEXT NOT NULL,
  heartbeat TEXT NOT NULL,
  finished TEXT
);
CREATE INDEX runs_active ON runs (sweep_id) WHERE finished IS NULL;

CREATE TABLE stored_configurations (
  id TEXT PRIMARY KEY,
  family TEXT NOT NULL,
  hidden TEXT NOT NULL,
  activation TEXT NOT NULL,
  optimizer TEXT NOT NULL,
  learning_rate REAL NOT NULL,
  batch_size INTEGER NOT NULL,
  epochs INTEGER NOT NULL,
  params INTEGER NOT NULL,
  architecture TEXT NOT NULL CHECK (json_valid(architecture))
) WITHOUT ROWID;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  trials INTEGER NOT NULL,
  engine TEXT,
  engine_version TEXT,
  library TEXT,
  trainer TEXT NOT NULL,
  device TEXT,
  device_name TEXT,
  threads INTEGER,
  load_seconds REAL,
  compile_seconds REAL,
  train_seconds REAL,
  evaluate_seconds REAL,
  flop INTEGER,
  flops_per_second REAL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  finished TEXT,
  status TEXT NOT NULL
);
CREATE INDEX jobs_run ON jobs (run_id);

CREATE TABLE stored_trials (
  id TEXT PRIMARY KEY,
  configuration_id TEXT NOT NULL REFERENCES stored_configurations (id),
  seed INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN
    ('pending', 'running', 'completed', 'failed', 'timeout', 'interrupted', 'diverged')),
  -- The run that is training it, while status is running.
  claimed_by INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  job_id INTEGER REFERENCES jobs (id) ON DELETE SET NULL,
  accuracy REAL, loss REAL, val_accuracy REAL, val_loss REAL, test_accuracy REAL, test_loss REAL,
  seconds REAL,
  started TEXT,
  finished TEXT,
  error TEXT,
  CHECK ((status = 'running') = (claimed_by IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX stored_trials_configuration ON stored_trials (configuration_id);

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  trial_id TEXT NOT NULL REFERENCES stored_trials (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  status TEXT NOT NULL,
  error TEXT,
  log TEXT,
  started TEXT NOT NULL,
  finished TEXT,
  UNIQUE (trial_id, attempt)
);
CREATE INDEX attempts_job ON attempts (job_id);

CREATE TABLE stored_epochs (
  trial_id TEXT NOT NULL REFERENCES stored_trials (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  loss REAL NOT NULL, accuracy REAL NOT NULL, val_loss REAL NOT NULL, val_accuracy REAL NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (trial_id, epoch)
) WITHOUT ROWID;

-- Which configurations a sweep wants, and what they cost under its convention. A configuration
-- that the spec no longer names keeps its results; it is only no longer current.
CREATE TABLE sweep_configurations (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  configuration_id TEXT NOT NULL REFERENCES stored_configurations (id),
  position INTEGER NOT NULL,
  flops INTEGER NOT NULL,
  training_flops INTEGER NOT NULL,
  skipped TEXT,
  PRIMARY KEY (sweep_id, configuration_id)
) WITHOUT ROWID;

CREATE TABLE sweep_trials (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  trial_id TEXT NOT NULL REFERENCES stored_trials (id),
  position INTEGER NOT NULL,
  current INTEGER NOT NULL CHECK (current IN (0, 1)),
  PRIMARY KEY (sweep_id, trial_id)
) WITHOUT ROWID;
CREATE INDEX sweep_trials_trial ON sweep_trials (trial_id);
`;

/**
 * Schema version 2: dropout and weight decay of a configuration (0 is none), and the matrix peak
 * of a job's worker in FLOP/s (null
 * where it was not measured) and how its program was run, `xla` or `graph` (null where there was none).
 */
export const VERSION_2 = `
ALTER TABLE stored_configurations ADD COLUMN dropout REAL NOT NULL DEFAULT 0;
ALTER TABLE stored_configurations ADD COLUMN weight_decay REAL NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN peak_flops_per_second REAL;
ALTER TABLE jobs ADD COLUMN compilation TEXT;
`;

/**
 * Schema version 3: what a configuration's own parameters are (a JSON object of those that only its
 * model has, as `{"filters": 8}`), where a trial's model is kept (path of its model.json, from the
 * database's folder; null where it is not kept), and how long a kept model takes.
 */
export const VERSION_3 = `
ALTER TABLE stored_configurations ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}';
ALTER TABLE stored_trials ADD COLUMN model TEXT;

-- The last measurement of a model on an engine, device and host, at a batch size. Milliseconds are
-- per image: the median of the runs, and its quartiles; memory is the most that the process held.
CREATE TABLE stored_latencies (
  id INTEGER PRIMARY KEY,
  trial_id TEXT NOT NULL REFERENCES stored_trials (id) ON DELETE CASCADE,
  batch INTEGER NOT NULL,
  median_ms REAL NOT NULL,
  lower_quartile_ms REAL NOT NULL,
  upper_quartile_ms REAL NOT NULL,
  runs INTEGER NOT NULL,
  peak_memory_bytes INTEGER NOT NULL,
  engine TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  library TEXT NOT NULL,
  device TEXT NOT NULL,
  device_name TEXT,
  threads INTEGER,
  host TEXT NOT NULL,
  version TEXT NOT NULL,
  measured TEXT NOT NULL,
  UNIQUE (trial_id, batch, engine, device, host)
);
`;

/** Schema version 4: whose models a sweep keeps, as it was last run; another sweep's run respects it. */
export const VERSION_4 = `
ALTER TABLE sweeps ADD COLUMN save TEXT NOT NULL DEFAULT 'front'
  CHECK (save IN ('front', 'all', 'none'));
`;

/**
 * Schema version 5: what the seeds show of each sweep's configurations. What stands here is true of
 * the rows as they stand: whoever changes something that it depends on takes it away in the same
 * transaction, by these triggers, whichever statement does it. src/store/verdicts.ts writes it again.
 */
export const VERSION_5 = `
-- Is there for a sweep whose verdicts are; by which metric and cost they are.
CREATE TABLE sweep_analyses (
  sweep_id INTEGER PRIMARY KEY REFERENCES sweeps (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  goal TEXT NOT NULL CHECK (goal IN ('maximize', 'minimize')),
  cost TEXT NOT NULL
);

-- Its complete configurations. The interval is the 95 % t interval of the metric's mean, null for
-- one seed; the verdict is null where a seed lacks the metric.
CREATE TABLE sweep_verdicts (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  configuration_id TEXT NOT NULL,
  on_front INTEGER NOT NULL CHECK (on_front IN (0, 1)),
  verdict TEXT CHECK (verdict IN ('front', 'dominated', 'undecided')),
  interval_low REAL,
  interval_high REAL,
  PRIMARY KEY (sweep_id, configuration_id)
) WITHOUT ROWID;

CREATE TRIGGER analysis_gone AFTER DELETE ON sweep_analyses BEGIN
  DELETE FROM sweep_verdicts WHERE sweep_id = old.sweep_id;
END;

CREATE TRIGGER result_changed
AFTER UPDATE OF status, accuracy, loss, val_accuracy, val_loss ON stored_trials
WHEN (old.status = 'completed' OR new.status = 'completed')
  AND (old.status <> new.status OR old.accuracy IS NOT new.accuracy OR old.loss IS NOT new.loss
    OR old.val_accuracy IS NOT new.val_accuracy OR old.val_loss IS NOT new.val_loss)
BEGIN
  DELETE FROM sweep_analyses WHERE sweep_id IN (${sweepsThatCompare('new')});
END;

-- Known at the end of the job, after the result; few sweeps choose by it.
CREATE TRIGGER seconds_changed AFTER UPDATE OF seconds ON stored_trials
WHEN new.status = 'completed' AND old.seconds IS NOT new.seconds
BEGIN
  DELETE FROM sweep_analyses WHERE sweep_id IN (${sweepsThatCompare('new')})
    AND sweep_id IN (SELECT id FROM sweeps WHERE instr(objectives, '"seconds"') > 0);
END;

CREATE TRIGGER objectives_changed AFTER UPDATE OF objectives ON sweeps
WHEN old.objectives <> new.objectives
BEGIN
  DELETE FROM sweep_analyses WHERE sweep_id = new.id;
END;
${membersChange('sweep_trials')}
${membersChange('sweep_configurations')}
`;

/** Schema version 6: top-5 accuracy over the validation images; null for trials trained before. */
export const VERSION_6 = `
ALTER TABLE stored_trials ADD COLUMN val_top5_accuracy REAL;
ALTER TABLE stored_epochs ADD COLUMN val_top5_accuracy REAL;
`;

/**
 * Sweeps that want the trial, with no other trial of its configuration unfinished: only complete
 * configurations are compared, so nothing changes in others. CROSS JOIN has SQLite look at the few
 * seeds of the configuration, not at all trials of the sweep.
 */
export function sweepsThatCompare(trial: string): string {
  return `SELECT st.sweep_id FROM sweep_trials st
    WHERE st.trial_id = ${trial}.id AND st.current = 1 AND NOT EXISTS (
      SELECT 1 FROM stored_trials t CROSS JOIN sweep_trials o ON o.trial_id = t.id
      WHERE t.configuration_id = ${trial}.configuration_id AND t.id <> ${trial}.id
        AND t.status <> 'completed' AND o.sweep_id = st.sweep_id AND o.current = 1)`;
}

/** Whatever changes what a sweep wants, or what it costs, makes its verdicts unknown. */
function membersChange(table: string): string {
  return (
    [
      ['INSERT', 'new'],
      ['UPDATE', 'new'],
      ['DELETE', 'old'],
    ] as const
  )
    .map(
      ([event, row]) => `
CREATE TRIGGER ${table}_${event.toLowerCase()} AFTER ${event} ON ${table} BEGIN
  DELETE FROM sweep_analyses WHERE sweep_id = ${row}.sweep_id;
END;`,
    )
    .join('');
}
