import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFolder } from '../integration/command-folder.js';
import { SweepProcess } from '../integration/sweep-process.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

const start = (spec: string, ...args: string[]): SweepProcess =>
  new SweepProcess([spec, ...args], folder.path);

/** A number from the database; 0 while there is none. */
function countOf(sql: string): number {
  try {
    return Number(folder.rows(sql)[0]?.[0]);
  } catch {
    return 0;
  }
}

test.each([
  ['trained together', 'auto'],
  ['one by one', 'off'],
])(
  'two processes on overlapping grids, %s: each trial is trained once and both have all',
  async (_, fuse) => {
    // Of 6 trials each, [3] and [4] of seed 1 are the same: 10 in all.
    const more = `run: {fuse: ${fuse}, workers: 2}`;
    folder.writeSpec('a.yaml', { name: 'a', seeds: '0, 1', epochs: 400, more });
    folder.writeSpec('b.yaml', {
      name: 'b',
      hidden: '[3], [4], [5]',
      seeds: '1, 2',
      epochs: 400,
      more,
    });
    const ended = await Promise.all(
      [start('a.yaml', '--json'), start('b.yaml', '--json')].map((command) => command.ended),
    );
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    // They did run at the same time.
    expect(
      folder.rows(
        'select count(*) from runs one join runs two on one.id < two.id and two.started < one.finished',
      ),
    ).toEqual([[1]]);
    const ran = ended.map(({ stdout }) => (JSON.parse(stdout) as { ran: number }).ran);
    expect(ran.reduce((sum, trials) => sum + trials, 0)).toBe(10);
    expect(
      folder.rows('select count(*), count(distinct trial_id), max(attempt) from attempts'),
    ).toEqual([[10, 10, 1]]);
    expect(
      folder.rows(
        'select sweep, status, count(*), max(attempts) from trials group by 1, 2 order by 1',
      ),
    ).toEqual([
      ['a', 'completed', 6, 1],
      ['b', 'completed', 6, 1],
    ]);
    // One row for each epoch of each trial, and the two shared ones in both sweeps.
    expect(folder.rows('select count(*) from stored_epochs')).toEqual([[10 * 400]]);
    expect(folder.rows('select count(*) from epochs')).toEqual([[12 * 400]]);
  },
);

test('the same spec twice at the same moment: one trains, the other says so in one line', async () => {
  folder.writeSpec('a.yaml', { name: 'a', epochs: 1500 });
  const commands = [start('a.yaml'), start('a.yaml')];
  const ended = await Promise.all(
    commands.map(async (command) => ({ command, ...(await command.ended) })),
  );
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 4]);
  const [winner, loser] = [0, 4].map((code) => ended.find((one) => one.code === code));
  expect(loser?.stdout).toBe('');
  expect(loser?.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(loser?.stderr).toContain(String(winner?.command.child.pid));
  expect(folder.rows('select count(*), max(attempt) from attempts')).toEqual([[3, 1]]);
});

test.skipIf(process.platform !== 'linux')(
  'who waits for a process that is killed takes its trial over',
  async () => {
    // The shared trial is the first of both.
    const more = 'run: {order: given, fuse: off, workers: 1}';
    folder.writeSpec('a.yaml', { name: 'a', hidden: '[3], [4]', epochs: 1000, more });
    folder.writeSpec('b.yaml', { name: 'b', hidden: '[3]', epochs: 1000, more });
    const holder = start('a.yaml');
    await holder.until(() => countOf("select count(*) from attempts where status = 'running'") > 0);
    // Stopped, it cannot be done before the other has come to wait for it.
    holder.child.kill('SIGSTOP');
    const waiting = start('b.yaml');
    await waiting.until(() => waiting.stderr.includes('Waiting for process'));
    expect(waiting.stderr).toContain(`Waiting for process ${holder.child.pid} on `);
    holder.child.kill('SIGKILL');
    const { code } = await waiting.ended;
    expect(code).toBe(0);
    expect(
      folder.rows(`select sweep, hidden, status, attempts from trials order by sweep, hidden`),
    ).toEqual([
      ['a', '3', 'completed', 2],
      ['a', '4', 'pending', 0],
      ['b', '3', 'completed', 2],
    ]);
    expect(folder.rows('select status from attempts order by id')).toEqual([
      ['interrupted'],
      ['completed'],
    ]);
    // The worker of the dead one has left by itself.
    for (let waited = 0; holder.living().length > 0 && waited < 5000; waited += 50) await sleep(50);
    expect(holder.living()).toEqual([]);
    // What it had left to do, the same command does.
    expect((await start('a.yaml').ended).code).toBe(0);
    expect(folder.rows("select count(*) from trials where status = 'completed'")).toEqual([[3]]);
    expect(folder.rows('select count(*) from attempts')).toEqual([[3]]);
  },
);
