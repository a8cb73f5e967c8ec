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
