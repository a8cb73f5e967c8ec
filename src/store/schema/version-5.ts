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

/**
 * Sweeps that want the trial, with no other trial of its configuration unfinished: only complete
 * configurations are compared, so nothing changes in others.
 */
function sweepsThatCompare(trial: string): string {
  return `SELECT st.sweep_id FROM sweep_trials st
    WHERE st.trial_id = ${trial}.id AND st.current = 1 AND NOT EXISTS (
      SELECT 1 FROM stored_trials t JOIN sweep_trials o ON o.trial_id = t.id
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
