import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/executing/events.js';
import type { RunOptions } from '../../src/run/options.js';
import { prepareSweep } from '../../src/run/planning/prepare.js';
import { runSweep } from '../../src/run/executing/run-sweep.js';
import { CommandFolder } from '../integration/command-folder.js';
import { SweepProcess } from '../integration/sweep-process.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
  process.env['UNLUCKY_MARK'] = join(folder.path, 'mark');
});
afterEach(() => folder.remove());

/** Of seeds that go wrong: 1 crashes, 2 hangs (see the worker); none of the others does. */
async function run(options: Partial<RunOptions>) {
  const file = join(folder.path, 'tiny.yaml');
  const events: RunEvent[] = [];
  const summary = await runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
    database: join(folder.path, 'results', 'sweep.db'),
    workers: 1,
    workerModule: new URL('../run/workers/unlucky.mjs', import.meta.url),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { summary, events };
}

const attempts = (): unknown[] =>
  folder.rows(
    `select t.seed, a.status from attempts a join stored_trials t on t.id = a.trial_id order by a.id`,
  );

describe('which trials are trained', () => {
  beforeEach(async () => {
    // Seed 1 fails, 5 completes; 6 is added and pending.
    folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '1, 5', more: 'run: {retries: 0}' });
    await run({});
    folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '1, 5, 6', more: 'run: {retries: 0}' });
  });

  test('the failed ones only: what is pending waits', async () => {
    const { summary } = await run({ selection: 'failed' });
    expect(summary).toMatchObject({ ran: 0, chosen: 1, failed: 1, remaining: 2 });
    expect(attempts().slice(2)).toEqual([[1, 'failed']]);
  });

  test('all but the failed ones: nothing has failed in this run', async () => {
    const { summary } = await run({ selection: 'not-failed' });
    expect(summary).toMatchObject({ ran: 1, chosen: 1, failed: 0, remaining: 1 });
    expect(attempts().slice(2)).toEqual([[6, 'completed']]);
  });

  test('the same command, with neither, trains both', async () => {
    const { summary } = await run({});
    expect(summary).toMatchObject({ ran: 1, chosen: 2, failed: 1, remaining: 1 });
  });
});

test('retries and timeout of the run go before those of the spec', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '1, 2', more: 'run: {retries: 5}' });
  await run({ retries: 2, timeoutSeconds: 1, workers: 2 });
  expect(folder.rows('select seed, status, attempts from trials order by seed')).toEqual([
    [1, 'failed', 3],
    [2, 'timeout', 1],
  ]);
  expect(folder.rows("select error from trials where status = 'timeout'")).toEqual([
    ['it took longer than 1 s (--timeout) and was stopped'],
  ]);
});

describe('the first failure', () => {
  beforeEach(() => {
    // One at a time; seed 2 would hang for ever. A retry waits for one that has begun, no more.
    folder.writeSpec('tiny.yaml', {
      hidden: '[3]',
      seeds: '5, 1, 6, 2',
      more: 'run: {order: given, fuse: off}',
    });
  });

  test('stops the run once its retries are used up, and is named', async () => {
    const { summary, events } = await run({ failFast: true });
    expect(summary).toMatchObject({
      ran: 2,
      failed: 1,
      remaining: 2,
      end: {
        reason: 'failure',
        trial: { name: '3', seed: 1 },
        error: expect.stringContaining('code 7'),
      },
    });
    expect(attempts()).toEqual([
      [5, 'completed'],
      [1, 'failed'],
      [6, 'completed'],
      [1, 'failed'],
    ]);
    expect(events.slice(-2)).toEqual([
      { type: 'stopping', reason: 'failure' },
      { type: 'stopped', completed: 2, lost: { trials: 0, jobs: 0 } },
    ]);
  });

  test('interrupts what runs beside it', async () => {
    folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '2, 1', more: 'run: {fuse: off}' });
    const { summary } = await run({ failFast: true, workers: 2, retries: 0 });
    expect(summary.trials).toEqual({ failed: 1, interrupted: 1 });
  });
});

/** Trials of the tiny dataset: three networks, two seeds; hidden [] is the cheapest, [4] the dearest. */
const writeSix = (more = '', epochs = 2): void =>
  folder.writeSpec('tiny.yaml', { seeds: '0, 1', more, epochs });

test('at most N trials are the first N, as the plan says; the same command goes on', async () => {
  writeSix();
  const plan = await folder.run('plan', 'tiny.yaml', '--max-trials', '3');
  expect(plan.stdout).toContain('6 trials, 0 done, 6 to train, 3 of them in this run on');
  const json = await folder.run('tiny.yaml', '-n', '--json', '--max-trials', '3');
  const planned = (JSON.parse(json.stdout) as { trials: { trial: string; to_train: boolean }[] })
    .trials;
  const { code, stdout } = await folder.run('tiny.yaml', '--max-trials', '3');
  expect(code).toBe(0);
  expect(stdout).toContain('3 remain (--max-trials 3); the same command resumes.');
  // Cheapest first: both of [] and one of [3].
  expect(
    folder.rows("select hidden, seed from trials where status = 'completed' order by hidden, seed"),
  ).toEqual([
    ['3', 0],
    ['none', 0],
    ['none', 1],
  ]);
  const trained = folder.rows("select trial from trials where status = 'completed'").flat();
  expect(planned.flatMap(({ trial, to_train }) => (to_train ? [trial] : [])).sort()).toEqual(
    trained.sort(),
  );
  const rest = await folder.run('tiny.yaml', '--max-trials', '4');
  expect([rest.code, rest.stdout]).toEqual([0, expect.not.stringContaining('remain')]);
  expect(folder.rows('select count(*), max(attempt) from attempts')).toEqual([[6, 1]]);
});

test('given order takes the first of the spec', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[4], [], [3]', more: 'run: {order: given}' });
  await folder.run('tiny.yaml', '--max-trials', '1');
  expect(folder.rows("select hidden from trials where status = 'completed'")).toEqual([['4']]);
});

describe('a budget', () => {
  test('smaller than one trial ends in time, and the same command completes each once', async () => {
    // Training begins after about half a second, and takes several.
    folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '0, 1', epochs: 8000 });
    const began = performance.now();
    const stopped = await folder.run('tiny.yaml', '--budget', '1s', '--json');
    const seconds = (performance.now() - began) / 1000;
    expect(stopped.code).toBe(0);
    const summary = JSON.parse(stopped.stdout) as { seconds: number };
    expect(summary).toMatchObject({ ran: 0, remaining: 2, ended_by: 'budget' });
    expect(summary.seconds).toBeGreaterThan(0.99);
    expect(summary.seconds).toBeLessThan(2.5);
    // Node itself and the page.
    expect(seconds).toBeLessThan(6);
    expect((await folder.run('tiny.yaml')).code).toBe(0);
    expect(
      folder.rows(
        "select t.seed, count(*) from attempts a join stored_trials t on t.id = a.trial_id where a.status = 'completed' group by 1",
      ),
    ).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('that cut a run short leaves the rest to the same command, each trial completed once', async () => {
    // Some 7,200 epochs of six trials, each a program of its own: more than two seconds anywhere.
    writeSix('run: {fuse: off}', 1200);
    const first = await folder.run('tiny.yaml', '--budget', '2s', '--workers', '1');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/[Bb]udget of 2\.0 s.*: \d remains?; the same command resumes/);
    const last = await folder.run('tiny.yaml');
    expect(last.code).toBe(0);
    expect(folder.rows('select status, count(*) from trials group by 1')).toEqual([
      ['completed', 6],
    ]);
    expect(
      folder.rows(
        "select count(*), count(distinct trial_id) from attempts where status = 'completed'",
      ),
    ).toEqual([[6, 6]]);
    expect(folder.rows('select count(*) from epochs')).toEqual([[6 * 1200]]);
  });

  test('larger than the run changes nothing', async () => {
    writeSix();
    const { code, stdout } = await folder.run('tiny.yaml', '--budget', '1h', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ran: 6, remaining: 0, ended_by: 'itself' });
  });

  test('that is stopped by Ctrl-C is stopped by Ctrl-C', async () => {
    folder.writeSpec('tiny.yaml', { hidden: '[3]', epochs: 100_000 });
    const command = new SweepProcess(['tiny.yaml', '--budget', '1h'], folder.path);
    await command.until(() => command.stderr.includes('Engine:'));
    command.signal('SIGINT');
    expect((await command.ended).code).toBe(130);
  });
});
