import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';
import { SweepProcess } from './sweep-process.js';

/** A machine with a card may well train on it. */
const hasGpu = (): boolean => existsSync('/dev/nvidia0');

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

const RESULTS = `select hidden, seed, epoch, loss, accuracy, val_loss, val_accuracy from epochs
  order by hidden, seed, epoch`;

test('the same command again trains nothing, and says so', async () => {
  folder.writeSpec('tiny.yaml', {});
  const first = await folder.run('tiny.yaml');
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('trained 3 trials');
  const before = folder.rows('select * from trials');
  const again = await folder.run('tiny.yaml');
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('Nothing to train: every trial of tiny has a result');
  expect(folder.rows('select * from trials')).toEqual(before);
  expect(folder.rows('select count(*) from attempts')).toEqual([[3]]);
});

test('a width and a seed added to the spec train only what they add', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[], [3]' });
  await folder.run('tiny.yaml');
  folder.writeSpec('tiny.yaml', { hidden: '[5], [], [3]', seeds: '0, 1' });
  const { code, stdout } = await folder.run('tiny.yaml', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ran: 4, remaining: 0, trials: { completed: 6 } });
  expect(
    folder.rows('select hidden, seed, count(*) from epochs group by 1, 2 order by 1, 2'),
  ).toEqual(['3', '5', 'none'].flatMap((hidden) => [0, 1].map((seed) => [hidden, seed, 2])));
});

test('whoever shares a job, numbers are the same on wasm, bit for bit', async () => {
  // Two learning rates, so that a group has one or two of them.
  const rates = ', learning_rate: { values: [0.001, 0.01] }';
  const resultsOf = async (run: string, ...flags: string[]): Promise<unknown[][]> => {
    const other = new CommandFolder();
    try {
      other.writeSpec('tiny.yaml', { seeds: '0, 1', parameters: rates, more: `run: ${run}` });
      expect((await other.run('tiny.yaml', ...flags)).code).toBe(0);
      return other.rows(`${RESULTS}, trial`);
    } finally {
      other.remove();
    }
  };
  const alone = await resultsOf('{fuse: off}', '--workers', '1');
  expect(alone).toHaveLength(24);
  expect(await resultsOf('{fuse: auto}', '--workers', '1')).toEqual(alone);
  expect(await resultsOf('{fuse: 3}', '--workers', '2')).toEqual(alone);
});

test('what constraints exclude is skipped: in the database, and never trained', async () => {
  // Flatten 4 pixels, 3 classes: 2 x 4 x 3 + 5 x 3 = 39 FLOPs; with 3 hidden units 60, with 4 75.
  folder.writeSpec('tiny.yaml', { more: 'constraints: [flops <= 60]' });
  const { code, stdout } = await folder.run('tiny.yaml', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ran: 2, trials: { completed: 2, skipped: 1 } });
  expect(folder.rows('select hidden, flops, status from trials order by flops')).toEqual([
    ['none', 39, 'completed'],
    ['3', 60, 'completed'],
    ['4', 75, 'skipped'],
  ]);
});

test('a loss that is no number is a result: diverged, exit 0, not tried again', async () => {
  folder.writeSpec('tiny.yaml', {
    hidden: '[3]',
    parameters: ', optimizer: sgd, learning_rate: { values: [0.01, 1.0e+30] }',
  });
  const { code, stdout } = await folder.run('tiny.yaml', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ran: 2,
    remaining: 0,
    trials: { completed: 1, diverged: 1 },
  });
  // Seen from the weights, in the first epoch: wasm clips a NaN probability, so its loss looks finite.
  expect(folder.rows("select error from attempts where status = 'diverged'")).toEqual([
    [expect.stringMatching(/(weight|loss) became .* in epoch 1/)],
  ]);
  const again = await folder.run('tiny.yaml', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ ran: 0, remaining: 0 });
});

test('a job over its time is stopped: timeout, exit 3', async () => {
  folder.writeSpec('tiny.yaml', {
    hidden: '[3]',
    more: 'run: { timeout: 4s, retries: 0 }',
    epochs: 100000,
  });
  const { code, stdout, stderr } = await folder.run('tiny.yaml', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ ran: 0, remaining: 1, trials: { timeout: 1 } });
  expect(stderr).toContain('it took longer than 4 s (run.timeout) and was stopped');
});

test('a sweep that already runs is not started twice: 4, naming the process', async () => {
  folder.writeSpec('tiny.yaml', { epochs: 100_000 });
  const first = new SweepProcess(['tiny.yaml'], folder.path);
  await first.until(() => first.stderr.includes('Engine:'));
  const second = await folder.run('tiny.yaml');
  expect(second.code).toBe(4);
  expect(second.stderr).toContain(String(first.child.pid));
  first.signal('SIGINT');
  expect((await first.ended).code).toBe(130);
});

test('SIGTERM stops it too, with 143', async () => {
  folder.writeSpec('tiny.yaml', { epochs: 100_000 });
  const command = new SweepProcess(['tiny.yaml'], folder.path);
  await command.until(() => command.stderr.includes('Engine:'));
  command.signal('SIGTERM');
  const { code, stdout } = await command.ended;
  expect(code).toBe(143);
  expect(stdout).toContain('Stopped. tiny:');
  expect(folder.rows('select count(*) from runs where finished is null')).toEqual([[0]]);
});

test('a second Ctrl-C forces it to end at once', async () => {
  folder.writeSpec('tiny.yaml', { epochs: 100_000 });
  const command = new SweepProcess(['tiny.yaml'], folder.path);
  await command.until(() => command.stderr.includes('Engine:'));
  command.child.kill('SIGINT');
  await command.until(() => command.stderr.includes('Stopping'));
  command.child.kill('SIGINT');
  expect((await command.ended).code).toBe(130);
  await expect.poll(() => command.living(), { timeout: 5000 }).toEqual([]);
  const { code } = await folder.run('plan', 'tiny.yaml');
  expect(code).toBe(0);
});

test('two sweeps that share a trial train it once, and both have it', async () => {
  folder.writeSpec('a.yaml', { name: 'a', hidden: '[3], [4]', epochs: 40 });
  folder.writeSpec('b.yaml', { name: 'b', hidden: '[4], [3], [5]', epochs: 40 });
  const ended = await Promise.all([
    folder.run('a.yaml', '--workers', '1', '--json'),
    folder.run('b.yaml', '--workers', '1', '--json'),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  const ran = ended.map(({ stdout }) => (JSON.parse(stdout) as { ran: number }).ran);
  expect(ran.reduce((sum, trials) => sum + trials, 0)).toBe(3);
  expect(folder.rows('select count(*) from attempts')).toEqual([[3]]);
  expect(
    folder.rows('select sweep, count(*), min(status) from trials group by sweep order by sweep'),
  ).toEqual([
    ['a', 2, 'completed'],
    ['b', 3, 'completed'],
  ]);
});

test.skipIf(hasGpu())('a device that cannot be had ends with 5, and nothing is made', async () => {
  folder.writeSpec('tiny.yaml', { more: 'run: { device: gpu }' });
  const { code, stdout, stderr } = await folder.run('tiny.yaml');
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
  expect(stderr).toMatch(
    /^device gpu is not available: .*; sweep doctor lists available devices\n$/,
  );
  expect(existsSync(join(folder.path, 'results'))).toBe(false);
  // A flag goes before the spec.
  const { code: later, stdout: done } = await folder.run('tiny.yaml', '--json', '--device', 'cpu');
  expect(later).toBe(0);
  expect(JSON.parse(done)).toMatchObject({ ran: 3, trials: { completed: 3 } });
});

test('a database that cannot be is an environment error: 5, and no stack', async () => {
  folder.writeSpec('tiny.yaml', {});
  const { code, stderr } = await folder.run('tiny.yaml', '--db', join('tiny.yaml', 'x.db'));
  expect(code).toBe(5);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a database of another program is left as it was: 5', async () => {
  folder.writeSpec('tiny.yaml', {});
  const file = join(folder.path, 'bookmarks.db');
  const other = new Database(file);
  other.exec('create table bookmarks (url text)');
  other.close();
  const before = readFileSync(file);
  for (const command of [['tiny.yaml'], ['plan', 'tiny.yaml'], ['list']]) {
    const { code, stderr } = await folder.run(...command, '--db', file);
    expect({ command, code }).toEqual({ command, code: 5 });
    expect(stderr).toContain('is a database of another program');
  }
  expect(readFileSync(file)).toEqual(before);
});

test('softmax regression has no activation, whatever the others have', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[], [3]', parameters: ', activation: relu' });
  await folder.run('tiny.yaml');
  folder.writeSpec('tiny.yaml', { hidden: '[], [3]', parameters: ', activation: tanh' });
  const { stdout } = await folder.run('tiny.yaml');
  expect(stdout).not.toContain('(tanh)');
  expect(folder.rows('select hidden, activation from trials order by hidden')).toEqual([
    ['3', 'tanh'],
    ['none', 'none'],
  ]);
});

test('a database that is removed under a run stops it: 5, and says what is lost', async () => {
  folder.writeSpec('tiny.yaml', { epochs: 4000, seeds: '0, 1, 2' });
  const command = new SweepProcess(['tiny.yaml', '--workers', '1'], folder.path);
  await command.until(() => command.stderr.includes('Engine:'));
  rmSync(join(folder.path, 'results'), { recursive: true });
  const { code, stderr } = await command.ended;
  expect(code).toBe(5);
  expect(stderr).toMatch(/results\/sweep\.db was removed while the sweep ran/);
  expect(stderr).not.toContain('[4/9]');
});

test('nobody reading the progress does not stop the training', () => {
  folder.writeSpec('tiny.yaml', { epochs: 100 });
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const { stdout } = spawnSync(
    'bash',
    ['-c', `"${process.execPath}" "${main}" tiny.yaml 2>&1 >/dev/null | head -1`],
    { cwd: folder.path, encoding: 'utf8' },
  );
  expect(stdout).toContain('tiny: 3 trials');
  expect(folder.rows("select count(*) from trials where status = 'completed'")).toEqual([[3]]);
});
