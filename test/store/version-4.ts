import Database from 'better-sqlite3';
import { VERSION_1, VERSION_2, VERSION_3, VERSION_4 } from '../../src/store/schema/versions.js';

interface OldConfiguration {
  readonly id: string;
  readonly flops: number;
  /** Validation accuracy per seed; null for one that is still to be trained. */
  readonly accuracies: readonly (number | null)[];
}

/** A database as version 4 left it: a sweep `s`, its results, and views that read its objectives as JSON. */
export function writeVersion4(
  path: string,
  objectives: string,
  configurations: readonly OldConfiguration[],
): void {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  for (const statements of [VERSION_1, VERSION_2, VERSION_3, VERSION_4]) db.exec(statements);
  db.exec(`
    CREATE VIEW trials AS SELECT s.sweep, t.id AS trial, t.configuration_id AS configuration, t.status
      FROM sweep_trials st JOIN sweeps s ON s.id = st.sweep_id JOIN stored_trials t ON t.id = st.trial_id;
    CREATE VIEW fronts AS SELECT t.configuration FROM trials t JOIN sweeps s ON s.sweep = t.sweep
      WHERE json_extract(s.objectives, '$[0].name') = 'val_accuracy';
    INSERT INTO meta VALUES ('written_by', 'flopsweep 0.1.0');
    PRAGMA application_id = ${0x73776570}; PRAGMA user_version = 4`);
  db.prepare(
    `INSERT INTO sweeps VALUES (1, 's', 'mnist', '', 5, 5, 5, 'notebook', ?, 's.yaml', '', '0.1.0', NULL,
       '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'front')`,
  ).run(objectives);
  db.exec(`INSERT INTO runs VALUES (1, 1, 7, 'here', NULL, '0.1.0', NULL, '2026-01-01T00:00:00.000Z',
    '2026-01-01T00:00:01.000Z', '2026-01-01T00:00:02.000Z')`);
  const configuration = db.prepare(
    `INSERT INTO stored_configurations (id, family, hidden, activation, optimizer, learning_rate,
       batch_size, epochs, params, architecture) VALUES (?, 'mlp', '8', 'relu', 'adam', 0.001, 32, 1, 10, '[]')`,
  );
  const cost = db.prepare('INSERT INTO sweep_configurations VALUES (1, ?, ?, ?, ?, NULL)');
  const trial = db.prepare(
    'INSERT INTO stored_trials (id, configuration_id, seed, status, val_accuracy) VALUES (?, ?, ?, ?, ?)',
  );
  const member = db.prepare('INSERT INTO sweep_trials VALUES (1, ?, ?, 1)');
  let position = 0;
  for (const [place, { id, flops, accuracies }] of configurations.entries()) {
    configuration.run(id);
    cost.run(id, place, BigInt(flops), 2n * BigInt(flops));
    for (const [seed, accuracy] of accuracies.entries()) {
      trial.run(`${id}/${seed}`, id, seed, accuracy === null ? 'pending' : 'completed', accuracy);
      member.run(`${id}/${seed}`, position++);
    }
  }
  db.close();
}
