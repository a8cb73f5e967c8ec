import type { Objective } from '../trial/objective.js';
import type { TrialRecord } from '../trial/records.js';
import { readTrials } from './read.js';
import { refuseRemoved } from './removed-file.js';
import type { Writer } from './writer.js';

/** Configurations whose models a sweep keeps that saves those of its front. */
export type Keeps = (
  trials: readonly TrialRecord[],
  objectives: readonly Objective[],
) => ReadonlySet<string>;

/**
 * Forgets the models of those trials that the sweep wants, but whose models neither it nor any other
 * sweep that wants the trial keeps, in one transaction. A trial that no spec wants any more keeps its
 * own: the spec may come back. Files are the caller's.
 */
export function forgetModels({ db }: Writer, sweep: string, keeps: Keeps): void {
  const members = db.prepare(
    `SELECT t.id, t.configuration_id AS configuration FROM sweep_trials st
     JOIN sweeps s ON s.id = st.sweep_id JOIN stored_trials t ON t.id = st.trial_id
     WHERE s.sweep = ? AND st.current = 1 AND t.model IS NOT NULL AND t.status = 'completed'`,
  );
  const wanting = db
    .prepare(
      `SELECT s.sweep FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id
       WHERE st.trial_id = ? AND st.current = 1`,
    )
    .pluck();
  const forget = db.prepare('UPDATE stored_trials SET model = NULL WHERE id = ?');
  const kept = new Map<string, ReadonlySet<string>>();
  const keptBy = (name: string): ReadonlySet<string> => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const { objectives, save } = db
      .prepare('SELECT objectives, save FROM sweeps WHERE sweep = ?')
      .get(name) as { objectives: string; save: string };
    const trials = readTrials(db, name);
    const found =
      save === 'front'
        ? keeps(trials, JSON.parse(objectives) as Objective[])
        : new Set(save === 'all' ? trials.map(({ configuration }) => configuration) : []);
    kept.set(name, found);
    return found;
  };
  db.transaction(() => {
    refuseRemoved(db);
    for (const { id, configuration } of members.all(sweep) as Member[]) {
      const names = wanting.all(id) as string[];
      if (!names.some((name) => keptBy(name).has(configuration))) forget.run(id);
    }
  }).immediate();
}

interface Member {
  readonly id: string;
  readonly configuration: string;
}

/**
 * Calls `remove` for those of the trials that have no model and are not being trained. No other
 * process can claim a trial meanwhile.
 */
export function removeUnkept(
  { db }: Writer,
  trials: readonly string[],
  remove: (trial: string) => void,
): void {
  const kept = db
    .prepare("SELECT model IS NOT NULL OR status = 'running' FROM stored_trials WHERE id = ?")
    .pluck();
  db.transaction(() => {
    for (const trial of trials) if (kept.get(trial) !== 1) remove(trial);
  }).immediate();
}
