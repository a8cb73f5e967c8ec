import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/executing/events.js';
import { prepareSweep } from '../../src/run/planning/prepare.js';
import { runSweep } from '../../src/run/executing/run-sweep.js';
import { CommandFolder } from '../integration/command-folder.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
  process.env['UNLUCKY_MARK'] = join(folder.path, 'mark');
});
afterEach(() => folder.remove());

async function run(seeds: string, more: string) {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds, more });
  const file = join(folder.path, 'tiny.yaml');
  const events: RunEvent[] = [];
  const summary = await runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
    database: join(folder.path, 'results', 'sweep.db'),
    workers: 2,
    workerModule: new URL('../run/workers/unlucky.mjs', import.meta.url),
    onEvent: (event) => events.push(event),
  });
  return { summary, events };
}

const ATTEMPTS = `select t.seed, a.status, a.error from attempts a
  join stored_trials t on t.id = a.trial_id order by t.seed, a.id`;

test('a crash is recorded with its log and tried again; the other trials go on', async () => {
  const { summary, events } = await run('0, 1, 5', 'run: { retries: 1 }');
  expect(summary).toMatchObject({ ran: 2, remaining: 1, trials: { completed: 2, failed: 1 } });
  const error = 'the worker exited with code 7 before it had a result';
  expect(folder.rows(ATTEMPTS)).toEqual([
    [0, 'completed', null],
    [1, 'failed', error],
    [1, 'failed', error],
    [5, 'completed', null],
  ]);
  expect(folder.rows("select log from attempts where status = 'failed'").join()).toContain(
    'about to fail: out of luck',
  );
  const ended = events.filter((event) => event.type === 'trial-ended' && event.status === 'failed');
  expect(ended).toMatchObject([{ retried: true }, { retried: false }]);
});

test('a worker that was killed once has its trial completed by the retry', async () => {
  const { summary } = await run('3', 'run: { retries: 1 }');
  expect(summary).toMatchObject({ ran: 1, remaining: 0, trials: { completed: 1 } });
  expect(folder.rows(ATTEMPTS)).toEqual([
    [3, 'failed', expect.stringContaining('SIGKILL')],
    [3, 'completed', null],
  ]);
});

test('a worker that hangs is killed at its timeout and does not stop the others', async () => {
  const { summary } = await run('0, 2, 5', 'run: { retries: 0, timeout: 3s }');
  expect(summary).toMatchObject({ ran: 2, trials: { completed: 2, timeout: 1 } });
});

test('a worker that leaves with 0 and no result has failed', async () => {
  const { summary } = await run('4', 'run: { retries: 0 }');
  expect(summary).toMatchObject({ ran: 0, remaining: 1, trials: { failed: 1 } });
  expect(folder.rows(ATTEMPTS)).toEqual([[4, 'failed', expect.stringContaining('code 0')]]);
});

test('a run after a failed one tries the failed trials again', async () => {
  await run('1', 'run: { retries: 0 }');
  const { summary } = await run('0, 1', 'run: { retries: 0 }');
  expect(summary).toMatchObject({ ran: 1, trials: { completed: 1, failed: 1 } });
  expect(folder.rows('select count(*) from attempts')).toEqual([[3]]);
});

describe('of trials that are trained together', () => {
  const candidate = { engine: 'tfjs-node-gpu', path: '/package' } as const;
  async function together(worker: string, seeds: string, run: string) {
    folder.writeSpec('tiny.yaml', {
      hidden: '[3]',
      seeds,
      more: `data_seed: 1\nrun: { retries: 0, workers: 1, ${run} }`,
    });
    const file = join(folder.path, 'tiny.yaml');
    const ended: (readonly [ended: number, of: number])[] = [];
    const summary = await runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
      database: join(folder.path, 'results', 'sweep.db'),
      compile: 'graph',
      workerModule: new URL(`../run/workers/${worker}.mjs`, import.meta.url),
      questions: { findCpu: () => Promise.resolve({ candidate, passedOver: [], untried: false }) },
      onEvent: (event) => {
        if (event.type !== 'trial-ended' || event.retried) return;
        ended.push([event.progress.ended, event.progress.trials]);
      },
    });
    const jobs = folder.rows('select trials, status from jobs order by trials desc, status');
    return { summary, jobs, ended };
  }

  test('the one that kills its program is found by halving', async () => {
    const { summary, jobs } = await together('culprit', '0, 1, 2, 3, 4, 5, 6, 7', 'fuse: auto');
    expect(summary).toMatchObject({ ran: 7, remaining: 1, trials: { completed: 7, failed: 1 } });
    // 8 die, 4 of them die, 2 of these die, 1 dies; its neighbours of each size are trained.
    expect(jobs).toEqual([
      [8, 'failed'],
      [4, 'completed'],
      [4, 'failed'],
      [2, 'completed'],
      [2, 'failed'],
      [1, 'completed'],
      [1, 'failed'],
    ]);
    expect(folder.rows('select distinct trainer from jobs')).toEqual([['compiled']]);
  });

  test('the one that never ends is found so too', async () => {
    const { summary, jobs } = await together('hanging', '4, 5', 'timeout: 1s');
    expect(summary).toMatchObject({ ran: 1, remaining: 1, trials: { completed: 1, timeout: 1 } });
    expect(jobs).toEqual([
      [2, 'timeout'],
      [1, 'completed'],
      [1, 'timeout'],
    ]);
  });

  test('one that diverged before its program died has ended once', async () => {
    const { summary, ended } = await together('diverging', '4, 5', 'fuse: auto');
    expect(summary).toMatchObject({ ran: 2, trials: { completed: 1, diverged: 1 } });
    expect(ended).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});
