import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

let folder: CommandFolder;
beforeAll(async () => {
  folder = new CommandFolder();
  folder.writeSpec('tiny.yaml', { epochs: 1 });
  expect((await folder.run('tiny.yaml')).code).toBe(0);
}, 120_000);
afterAll(() => folder.remove());

/** The database as a version that allowed such objectives has left it. */
function storeObjectives(objectives: readonly object[]): void {
  const db = new Database(join(folder.path, 'results', 'sweep.db'));
  db.prepare('UPDATE sweeps SET objectives = ?').run(JSON.stringify(objectives));
  db.close();
}

const FLOPS = { name: 'flops', goal: 'minimize' };

const OLD = [
  [
    'seconds',
    [{ name: 'seconds', goal: 'minimize' }, FLOPS],
    'run it with run: {save: all}, then sweep measure tiny, then sweep best tiny --cost latency_ms',
  ],
  [
    'the wrong direction',
    [{ name: 'val_accuracy', goal: 'minimize' }, FLOPS],
    'tiny has the objective minimize val_accuracy, but val_accuracy is better when larger',
  ],
] as const;

test.each(OLD)(
  'a stored sweep with %s still opens, and show and best say so',
  async (_what, objectives, note) => {
    storeObjectives(objectives);
    for (const command of ['show', 'best']) {
      const { code, stdout, stderr } = await folder.run(command, 'tiny');
      expect({ command, code }).toEqual({ command, code: 0 });
      expect(stdout).toContain('tiny');
      expect(stderr).toContain(note);
      const asJson = await folder.run(command, 'tiny', '--json');
      expect(JSON.parse(asJson.stdout)).toMatchObject({ sweep: 'tiny' });
    }
    const list = await folder.run('list');
    expect([list.code, list.stdout]).toEqual([0, expect.stringContaining('tiny')]);
    const report = await folder.run('report', 'tiny', '--out', 'old.html');
    expect(report.code).toBe(0);
    expect(existsSync(join(folder.path, 'old.html'))).toBe(true);
    expect(readFileSync(join(folder.path, 'old.html'), 'utf8')).toContain(objectives[0].name);
  },
  120_000,
);

test('a sweep whose objectives a spec may have is shown without a word', async () => {
  storeObjectives([{ name: 'val_accuracy', goal: 'maximize' }, FLOPS]);
  for (const command of ['show', 'best']) {
    expect((await folder.run(command, 'tiny')).stderr).toBe('');
  }
}, 60_000);
