import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openForWriting } from '../../src/store/open.js';
import { VIEW_NAMES } from '../../src/store/schema/views.js';
import { writeVersion4 } from '../store/version-4.js';

const READ_VIEWS = fileURLToPath(new URL('programs/read-views.py', import.meta.url));

/** Another Python may have the packages: SWEEP_PYTHON names it. */
const PYTHON = process.env['SWEEP_PYTHON'] ?? 'python3';

/** DuckDB has to have its `sqlite` extension too. */
function whyNot(program: string): string | null {
  const { error, status, stderr } = spawnSync(PYTHON, [READ_VIEWS, program], { encoding: 'utf8' });
  if (error !== undefined) return `no ${PYTHON}`;
  return status === 0 ? null : (stderr.trim().split('\n').at(-1) ?? '');
}

const folder = mkdtempSync(join(tmpdir(), 'sweep-programs-'));
const database = join(folder, 'sweep.db');

beforeAll(() => {
  writeVersion4(
    database,
    '[{"name":"val_accuracy","goal":"maximize"},{"name":"flops","goal":"minimize"}]',
    [
      // Their sum is 1.9329999999999998 in doubles.
      { id: 'a', flops: 100, accuracies: [0.9661, 0.9669] },
      { id: 'b', flops: 120, accuracies: [0.93, 0.93] },
      { id: 'c', flops: 140, accuracies: [0.98, null] },
    ],
  );
  const db = openForWriting(database);
  db.exec(`INSERT INTO stored_epochs VALUES ('a/0', 1, 2.3, 0.1, 2.2, 0.2, 1.5);
    INSERT INTO stored_latencies VALUES (1, 'a/0', 1, 0.5, 0.4, 0.6, 30, ${2 ** 40}, 'wasm', '4.22.0', 'none',
      'cpu', NULL, 1, 'here', '0.1.0', '2026-01-01T00:00:00.000Z')`);
  db.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['duckdb', 'pandas', 'datasette'])('%s', (program) => {
  const reason = whyNot(program);

  it.skipIf(reason !== null)(
    `reads every view as SQLite does${reason === null ? '' : ` (not run: ${reason})`}`,
    () => {
      const { status, stdout, stderr } = spawnSync(
        PYTHON,
        [READ_VIEWS, program, database, ...VIEW_NAMES, 'sweeps'],
        { encoding: 'utf8' },
      );
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        trials: 6,
        epochs: 1,
        configurations: 3,
        fronts: 1,
        latencies: 1,
        sweeps: 1,
      });
    },
  );
});
