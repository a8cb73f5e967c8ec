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
