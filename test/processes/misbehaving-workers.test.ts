import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunOptions } from '../../src/run/options.js';
import { writeSweepReport } from '../../src/cli/stored/sweep-report.js';
import { prepareSweep } from '../../src/run/planning/prepare.js';
import { runSweep } from '../../src/run/executing/run-sweep.js';
import { CommandFolder } from '../integration/command-folder.js';
import { SweepProcess } from '../integration/sweep-process.js';

const WORKERS = 2;
const CONTRACT = 'the worker sent an invalid message: ';

let folder: CommandFolder;
let stamps: string;
beforeEach(() => {
  folder = new CommandFolder();
  stamps = join(folder.path, 'stamps');
  mkdirSync(stamps);
});
afterEach(() => folder.remove());

/** A sweep whose seeds misbehave so, one after the other; '' is a good one. */
async function run(faults: readonly string[], options: Partial<RunOptions> = {}) {
  process.env['MISBEHAVE'] = faults.join(',');
  process.env['MISBEHAVE_FOLDER'] = stamps;
  folder.writeSpec('tiny.yaml', {
    hidden: '[3]',
    seeds: faults.map((_, seed) => seed).join(', '),
    more: 'run: {retries: 0, order: given, fuse: off}',
  });
  const file = join(folder.path, 'tiny.yaml');
  return runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
    database: join(folder.path, 'results', 'sweep.db'),
    workers: WORKERS,
    workerModule: new URL('../run/workers/misbehave.mjs', import.meta.url),
    ...options,
  });
}

/** Status, error and log of the only attempt of a seed. */
function attemptOf(seed: number): { status: unknown; error: unknown; log: string } {
  const rows = folder.rows(`select a.status, a.error, a.log from attempts a
    join stored_trials t on t.id = a.trial_id where t.seed = ${seed}`);
  expect(rows).toHaveLength(1);
  const [status, error, log] = rows[0] as [unknown, unknown, string | null];
  return { status, error, log: log ?? '' };
}

function workers(): number[] {
  return readdirSync(stamps).flatMap((file) => {
    const [kind, pid] = file.split('-');
    return kind === 'worker' ? [Number(pid)] : [];
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Never more live workers than slots, and none afterwards. */
function expectBounds(): void {
  const living = readFileSync(join(stamps, 'living'), 'utf8').trim().split('\n').map(Number);
  expect(Math.max(...living)).toBeLessThanOrEqual(WORKERS);
  expect(workers().filter(isRunning)).toEqual([]);
}

/** What goes wrong, the status and the error that it is recorded with, and what its log holds. */
const FAULTS: readonly (readonly [string, string, string, string])[] = [
  ['killed', 'failed', 'the worker was killed (SIGKILL)', 'in the middle of it'],
  ['leaves', 'failed', 'the worker exited with code 0 before it had a result', 'nothing to say'],
  ['silent', 'timeout', 'it took longer than 2 s (--timeout) and was stopped', ''],
  ['loop', 'timeout', 'it took longer than 2 s (--timeout) and was stopped', 'turning round'],
  ['wrong-type', 'failed', `${CONTRACT}epoch: metrics; got "good"; expected metrics of an`, ''],
  ['no-protocol', 'failed', 'an invalid message; got ["what",{"is":"this"}]', ''],
  ['unknown-trial', 'failed', `${CONTRACT}epoch: trial; got "nobody"; expected a trial of its`, ''],
  ['nan', 'failed', `${CONTRACT}epoch: metrics.val_accuracy; got NaN; expected a share`, ''],
  ['epoch-again', 'failed', `${CONTRACT}epoch: metrics.epoch; got 1; expected epoch 2`, ''],
  ['epoch-early', 'failed', `${CONTRACT}epoch: metrics.epoch; got 2; expected epoch 1`, ''],
  [
    'completed-early',
    'failed',
    `${CONTRACT}completed before its last epoch; got 0; expected 2`,
    '',
  ],
  ['throws-text', 'failed', "the worker threw 'just a text', which is not an Error", ''],
  ['throws-nothing', 'failed', 'the worker threw undefined, which is not an Error', ''],
  ['throws-strange', 'failed', 'which is not an Error', 'before it threw'],
];

test('whatever workers do, the attempt says it and the rest of the sweep is trained', async () => {
  // Between each two of them is a good one.
  const faults = FAULTS.flatMap(([fault]) => [fault, '']);
  const summary = await run(faults, { timeoutSeconds: 2 });
  expect(summary).toMatchObject({
    ran: FAULTS.length,
    failed: FAULTS.length,
    trials: { completed: FAULTS.length, timeout: 2, failed: FAULTS.length - 2 },
  });
  for (const [index, [fault, status, error, log]] of FAULTS.entries()) {
    const attempt = attemptOf(2 * index);
    expect({ fault, ...attempt }).toMatchObject({
      fault,
      status,
      error: expect.stringContaining(error),
      log: expect.stringContaining(log),
    });
    expect(attemptOf(2 * index + 1)).toMatchObject({ status: 'completed', error: null });
  }
  // No number of a message that was refused is there, and each good trial has its two epochs.
  expect(folder.rows('select count(*) from epochs where loss <> 1 or loss is null')).toEqual([[0]]);
  expect(
    folder.rows(`select count(*) from (select trial from epochs join trials using (trial)
      where status = 'completed' group by trial having count(*) = 2)`),
  ).toEqual([[FAULTS.length]]);
  expect(folder.rows('select count(*) from jobs where finished is null')).toEqual([[0]]);
  expectBounds();

  // The page has the last words of what failed and of what was too slow.
  const page = join(folder.path, 'results', 'tiny.html');
  await writeSweepReport(join(folder.path, 'results', 'sweep.db'), 'tiny', page);
  const html = readFileSync(page, 'utf8');
  expect(html).toMatch(/timeout<\/span>[^]*it took longer than 2 s[^]*<pre>turning round<\/pre>/);
  expect(html).toMatch(/failed<\/span>[^]*\(SIGKILL\)[^]*<pre>in the middle of it<\/pre>/);
}, 60_000);

test.each(['auto', 'off'])(
  'a loss that is no number is said with its epoch everywhere, --compile %s',
  async (compile) => {
    folder.writeSpec('tiny.yaml', {
      hidden: '[3]',
      parameters: ', optimizer: sgd, learning_rate: 1.0e+30',
    });
    const { code, stderr } = await folder.run('tiny.yaml', '--compile', compile);
    expect(code).toBe(0);
    const [row = []] = folder.rows(`select t.error, a.error, j.trainer from trials t
      join attempts a on a.trial_id = t.trial join jobs j on j.id = a.job_id`);
    expect(row).toEqual([row[0], row[0], compile === 'off' ? 'layers' : 'fused']);
    expect(row[0]).toMatch(/became .* in epoch 1/);
    expect(stderr).toContain(`diverged: ${String(row[0])}`);
    const html = readFileSync(join(folder.path, 'results', 'tiny.html'), 'utf8');
    expect(html).toContain(`<pre>${String(row[0])}</pre>`);
  },
);

test('a worker out of memory has failed, and its error says of what', async () => {
  process.env['NODE_OPTIONS'] = '--max-old-space-size=64';
  try {
    const summary = await run(['memory', '', '']);
    expect(summary).toMatchObject({ ran: 2, failed: 1 });
  } finally {
    delete process.env['NODE_OPTIONS'];
  }
  expect(attemptOf(0)).toMatchObject({
    status: 'failed',
    error: 'the worker ran out of memory (JavaScript heap out of memory)',
    log: expect.stringContaining('FATAL ERROR'),
  });
  expectBounds();
});

test('a result that comes after all trials have ended is kept, whatever comes after it', async () => {
  const summary = await run(['completed-twice', 'no-times', '']);
  expect(summary).toMatchObject({ ran: 3, failed: 0, trials: { completed: 3 } });
  expect(folder.rows('select test_accuracy from trials')).toEqual([[0.5], [0.5], [0.5]]);
  expect(folder.rows('select status, train_seconds from jobs order by train_seconds')).toEqual([
    ['completed', null],
    ['completed', null],
    ['completed', 1],
  ]);
  expectBounds();
});

test('megabytes of garbage on both streams are cut, and the trial has its result', async () => {
  const summary = await run(['garbage', '']);
  expect(summary).toMatchObject({ ran: 2, failed: 0 });
  expectBounds();
});

test('garbage before a death is kept as far as it is wanted', async () => {
  expect(await run(['garbage-and-death', ''])).toMatchObject({ ran: 1, failed: 1 });
  const { log } = attemptOf(0);
  // Fifty lines of two thousand characters; no zero, which would end the text for others.
  expect(log.length).toBeLessThanOrEqual(50 * 2001);
  expect(log.includes('\u0000')).toBe(false);
  expect(log.endsWith('last words')).toBe(true);
});

describe('a worker that is stuck in a loop', () => {
  test('hears no Ctrl-C, and is ended within the grace', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const ended = run(['loop', 'loop', ''], { stop: stop.signal });
    await expect.poll(() => workers().length, { timeout: 10_000 }).toBe(2);
    await sleep(300);
    stop.abort();
    expect(await ended).toMatchObject({
      ran: 0,
      end: { reason: 'signal' },
      trials: { interrupted: 2, pending: 1 },
    });
    // Five seconds of grace.
    expect(performance.now() - began).toBeLessThan(9000);
    expectBounds();
  });
});

test.skipIf(process.platform !== 'linux')(
  'a worker that is stuck in a loop leaves when its parent was killed',
  async () => {
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `require('node:child_process').fork(process.argv[1]).send({ type: 'task', id: 1, payload: { trials: [{ seed: 0, trial: 'x' }] } })`,
        fileURLToPath(new URL('../run/workers/misbehave.mjs', import.meta.url)),
      ],
      { env: { ...process.env, MISBEHAVE: 'loop', MISBEHAVE_FOLDER: stamps }, stdio: 'ignore' },
    );
    await expect.poll(() => workers().length, { timeout: 10_000 }).toBe(1);
    await sleep(500);
    expect(workers().filter(isRunning)).toHaveLength(1);
    parent.kill('SIGKILL');
    await expect.poll(() => workers().filter(isRunning), { timeout: 10_000 }).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'the real worker, killed from outside in the middle: failed, and the rest is trained',
  async () => {
    folder.writeSpec('tiny.yaml', {
      hidden: '[3], [4], [5]',
      epochs: 3000,
      more: 'run: {retries: 0, fuse: off, workers: 1}',
    });
    const command = new SweepProcess(['tiny.yaml', '--json'], folder.path);
    await command.until(() => command.stderr.includes('Engine:'));
    const [worker] = command.living().filter((pid) => pid !== command.child.pid);
    process.kill(worker ?? 0, 'SIGKILL');
    const { code, stdout, stderr } = await command.ended;
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ran: 2, trials: { completed: 2, failed: 1 } });
    expect(stderr).toContain('the worker was killed (SIGKILL)');
    expect(command.living()).toEqual([]);
    expect(folder.rows('select status, count(*) from attempts group by 1')).toEqual([
      ['completed', 2],
      ['failed', 1],
    ]);
  },
);
