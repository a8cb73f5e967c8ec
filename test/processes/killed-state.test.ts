import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFolder } from '../integration/command-folder.js';
import { SweepProcess } from '../integration/sweep-process.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

const database = (): string => join(folder.path, 'results', 'sweep.db');

/** Of the database and its log: what reads only, leaves both as they are. */
function contents(): readonly string[] {
  return ['', '-wal'].map((end) => {
    const file = database() + end;
    return existsSync(file)
      ? createHash('sha256').update(readFileSync(file)).digest('hex')
      : 'not there';
  });
}

/** A sweep of three networks that trains one of them for ever. */
async function begin(): Promise<SweepProcess> {
  folder.writeSpec('tiny.yaml', {
    epochs: 100_000,
    more: 'run: { order: given, fuse: off, workers: 1 }',
  });
  const command = new SweepProcess(['tiny.yaml'], folder.path);
  await command.until(() => command.stderr.includes('Engine:'));
  return command;
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await folder.run(...args, '--json');
  expect({ args, code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

const text = async (...args: readonly string[]): Promise<string> =>
  (await folder.run(...args)).stdout;

test.skipIf(process.platform !== 'linux')(
  'while a sweep runs its trial is running; after kill -9 it is interrupted, and nothing is written',
  async () => {
    const command = await begin();
    const [[trial]] = folder.rows("select trial from trials where status = 'running'") as [
      [string],
    ];
    expect(await json('list')).toMatchObject([{ running: 1, pending: 2, interrupted: 0 }]);
    expect(await json('show', trial)).toMatchObject({ status: 'running', error: null });

    command.signal('SIGKILL');
    await command.ended;
    await command.until(() => command.living().length === 0);
    const before = contents();

    const error = 'its process died (killed?)';
    expect(await json('list')).toMatchObject([
      { trials: 3, running: 0, pending: 2, interrupted: 1, completed: 0 },
    ]);
    expect(await text('list')).toMatch(/interrupted[^]*tiny/);
    expect(await json('show', 'tiny')).toMatchObject({
      running: 0,
      interrupted: 1,
      configurations: expect.arrayContaining([
        expect.objectContaining({ statuses: { interrupted: 1 } }),
      ]),
    });
    expect(await text('show', 'tiny')).toContain('3 trials (2 pending, 1 interrupted)');
    expect(await json('show', trial)).toMatchObject({
      status: 'interrupted',
      error,
      attempts: [{ attempt: 1, status: 'interrupted', error, finished: null }],
    });
    expect(await text('show', trial)).toMatch(
      new RegExp(`^trial ${trial}: interrupted[^]*attempt 1: interrupted`),
    );
    expect(await json('logs', 'tiny')).toMatchObject({
      trials: [{ status: 'interrupted', error }],
    });
    expect(await json('logs', trial)).toMatchObject({
      status: 'interrupted',
      attempts: [{ status: 'interrupted', error }],
    });
    expect(await text('logs', 'tiny')).toContain(`${trial}: interrupted`);
    expect(await json('export', 'tiny')).toMatchObject([{ status: 'interrupted', error }, {}, {}]);
    const plan = (await json('plan', 'tiny.yaml')) as { trials: { status: string }[] };
    expect(plan.trials.map(({ status }) => status)).toEqual(['interrupted', 'pending', 'pending']);
    expect((await folder.run('report', 'tiny')).code).toBe(0);
    const page = readFileSync(join(folder.path, 'results', 'tiny.html'), 'utf8');
    expect(page).toMatch(/2 pending, 1 interrupted|1 interrupted, 2 pending/);
    expect(page).toContain(`<pre>${error}</pre>`);

    expect(contents()).toEqual(before);
    // What is stored, a query shows.
    expect(await json('query', 'select status, count(*) as n from trials group by 1')).toEqual([
      { status: 'pending', n: 2 },
      { status: 'running', n: 1 },
    ]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'the plan of --retry-failed has what a run of it would train',
  async () => {
    const command = await begin();
    command.signal('SIGKILL');
    await command.ended;
    const { trials } = (await json('plan', 'tiny.yaml', '--retry-failed')) as {
      trials: { status: string; to_train: boolean }[];
    };
    expect(trials.map(({ status, to_train }) => [status, to_train])).toEqual([
      ['interrupted', true],
      ['pending', false],
      ['pending', false],
    ]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'what another host trains stays running, however long it is silent',
  async () => {
    const command = await begin();
    command.signal('SIGKILL');
    await command.ended;
    const db = new Database(database());
    db.exec("UPDATE runs SET host = 'elsewhere', heartbeat = '2020-01-01T00:00:00.000Z'");
    db.close();
    expect(await json('list')).toMatchObject([{ running: 1, interrupted: 0 }]);
    expect(await text('show', 'tiny')).toContain('(2 pending, 1 running)');
  },
);
