import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

/** Events of a run whose worker crashes with seed 1 and hangs with seed 2. */
async function eventsOf(options: Partial<RunOptions>): Promise<RunEvent[]> {
  const file = join(folder.path, 'tiny.yaml');
  const events: RunEvent[] = [];
  await runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
    database: join(folder.path, 'results', 'sweep.db'),
    workerModule: new URL('../run/workers/unlucky.mjs', import.meta.url),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return events;
}

const countOf = (sql: string): unknown => folder.rows(sql)[0]?.[0];

/** What one line says, held against what is stored. */
function expectTrue(stderr: string): void {
  const [, completed, lost, jobs] =
    /^stopped: (\d+) completed trials? stored; (?:none was|(\d+) trials?) in training(?: \((\d+) jobs?\) starts? over in the next run)?$/m.exec(
      stderr,
    ) ?? [];
  expect(Number(completed)).toBe(countOf("select count(*) from trials where status = 'completed'"));
  expect(Number(lost ?? 0)).toBe(
    countOf("select count(*) from trials where status = 'interrupted'"),
  );
  expect(Number(jobs ?? 0)).toBe(
    countOf("select count(distinct job_id) from attempts where status = 'interrupted'"),
  );
}

test.each([
  ['SIGINT', 1],
  ['SIGINT', 2],
  ['SIGTERM', 1],
] as const)('%s, %i times, says what it costs, as it is stored', async (signal, times) => {
  folder.writeSpec('tiny.yaml', { seeds: '0, 1, 2, 3', epochs: 20_000 });
  const command = new SweepProcess(['tiny.yaml', '--workers', '2'], folder.path);
  await command.until(() => command.stderr.includes('Engine:'));
  command.signal(signal);
  if (times === 2) {
    await command.until(() => command.stderr.includes('Stopping'));
    command.signal(signal);
  }
  const { stderr } = await command.ended;
  expect(stderr).toMatch(
    /^stopped: 0 completed trials stored; \d+ trials in training \(\d jobs?\) start over/m,
  );
  expectTrue(stderr);
});

test('the end of a budget says so too', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '0', epochs: 100_000 });
  const { code, stderr } = await folder.run('tiny.yaml', '--budget', '2s');
  expect(code).toBe(0);
  expect(stderr).toContain(
    'stopped: 0 completed trials stored; 1 trial in training (1 job) starts over in the next run\n',
  );
  expectTrue(stderr);
});

test('the first failure costs what runs beside it', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '2, 1', more: 'run: {fuse: off}' });
  const events = await eventsOf({ failFast: true, workers: 2, retries: 0 });
  expect(events.at(-1)).toEqual({ type: 'stopped', completed: 0, lost: { trials: 1, jobs: 1 } });
});

test('what took too long begins anew as well', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '5, 2', more: 'run: {fuse: off}' });
  const events = await eventsOf({ timeoutSeconds: 1, workers: 1 });
  expect(events.at(-1)).toEqual({ type: 'timed-out', lost: { trials: 1, jobs: 1 } });
});

test('a run that ends by itself loses nothing and says nothing of it', async () => {
  folder.writeSpec('tiny.yaml', {});
  const { stderr } = await folder.run('tiny.yaml');
  expect(stderr).not.toMatch(/stopped|timed out|begin/);
});

test('the front is told as it grows', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3], [4]', seeds: '5, 6', more: 'run: {fuse: off}' });
  const events = await eventsOf({ workers: 1 });
  // All have the same accuracy: the cheaper is alone on the front, once both of its seeds have ended.
  expect(events.flatMap((event) => (event.type === 'front-joined' ? [event.name] : []))).toEqual([
    '3',
  ]);
  const joined = events.findIndex(({ type }) => type === 'front-joined');
  expect(events.slice(0, joined).filter(({ type }) => type === 'trial-ended')).toHaveLength(2);
});
