import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openForReading } from '../../src/store/open.js';
import type { CommandFolder } from '../integration/command-folder.js';
import { generator } from '../spec/mutations.js';
import { expectFresh, fresh, shown } from '../store/fresh-verdicts.js';

/** Strikes of a campaign; `SWEEP_ATTACK_STRIKES` sets another number. */
export const STRIKES = Number(process.env['SWEEP_ATTACK_STRIKES'] ?? 100);

/** Printed, so that what was found can be had again: `SWEEP_ATTACK_SEED`. */
export const SEED = Number(process.env['SWEEP_ATTACK_SEED'] ?? Date.now() % 1_000_000_000);

/** A line of what a campaign found, for docs/reliability.md. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Numbers of this campaign, the same for the same seed. */
export function randomOf(campaign: string): (below: number) => number {
  tell(`${campaign}: SWEEP_ATTACK_SEED=${SEED}`);
  return generator(SEED);
}

/** What holds after every strike: the file is sound, and its verdicts are those of its rows. */
export function expectSound(folder: CommandFolder, sweep: string): void {
  const file = join(folder.path, 'results', 'sweep.db');
  const db = openForReading(file);
  // Struck before there was one.
  if (db === undefined) return;
  try {
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    if (db.prepare('SELECT count(*) FROM sweeps WHERE sweep = ?').pluck().get(sweep) === 1) {
      expectFresh(shown(db, sweep), fresh(db, sweep), 'struck');
    }
  } finally {
    db.close();
  }
}

/** Completed trials with their results, as they are stored now; none before there is a database. */
export function completed(folder: CommandFolder): ReadonlyMap<string, string> {
  try {
    const db = new Database(join(folder.path, 'results', 'sweep.db'), { readonly: true });
    try {
      const rows = db
        .prepare(
          `SELECT id, val_accuracy, val_loss, test_accuracy,
             (SELECT count(*) FROM stored_epochs e WHERE e.trial_id = t.id)
           FROM stored_trials t WHERE status = 'completed'`,
        )
        .raw()
        .all() as unknown[][];
      return new Map(rows.map(([id, ...rest]) => [String(id), JSON.stringify(rest)]));
    } finally {
      db.close();
    }
  } catch {
    return new Map();
  }
}

/** What was completed before a strike is there after it, number for number. */
export function expectKept(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): void {
  for (const [trial, result] of before) expect([trial, after.get(trial)]).toEqual([trial, result]);
}
