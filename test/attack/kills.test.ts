import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandFolder } from '../integration/command-folder.js';
import { SweepProcess } from '../integration/sweep-process.js';
import { completed, expectKept, expectSound, randomOf, STRIKES, tell } from './campaign.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

/** Longest wait before a strike: a command of these specs takes a little longer. */
const LONGEST_MS = 2500;
const GRACE_MS = 5000;
const TRIALS = 24;
const EPOCHS = 80;

function writeSpec(seeds: number): void {
  folder.writeSpec('tiny.yaml', {
    seeds: Array.from({ length: seeds }, (_, seed) => seed).join(', '),
    epochs: EPOCHS,
    more: 'run: { workers: 2, retries: 3, save: front }',
  });
}

/** Goes on until all is done, and holds what a finished sweep is. */
async function expectFinished(trials: number, args: readonly string[]): Promise<void> {
  const { code, stderr } = await folder.run('tiny.yaml', ...args);
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/internal error|\n {4}at /)]);
  expect(folder.rows('SELECT status, count(*) FROM trials GROUP BY status')).toEqual([
    ['completed', trials],
  ]);
  expect(
    folder.rows(
      "SELECT count(*), count(DISTINCT trial_id) FROM attempts WHERE status = 'completed'",
    ),
  ).toEqual([[trials, trials]]);
  expect(folder.rows('SELECT count(*), sum(epoch) FROM epochs')).toEqual([
    [trials * EPOCHS, (trials * EPOCHS * (EPOCHS + 1)) / 2],
  ]);
  expect(folder.rows('SELECT count(*) FROM jobs WHERE finished IS NULL')).toEqual([[0]]);
  const page = readFileSync(join(folder.path, 'results', 'tiny.html'), 'utf8');
  expect(page.trimEnd()).toMatch(/<\/html>$/);
}

describe.skipIf(process.platform !== 'linux')('SIGKILL', () => {
  test(`of the command and all its workers, ${STRIKES} times, loses no result`, async () => {
    const random = randomOf('SIGKILL of the command');
    writeSpec(TRIALS / 3);
    const ends = { struck: 0, done: 0 };
    for (let strike = 0; strike < STRIKES; strike++) {
      const before = completed(folder);
      const command = new SweepProcess(['tiny.yaml'], folder.path);
      await Promise.race([sleep(random(LONGEST_MS)), command.ended]);
      command.signal('SIGKILL');
      const { signal, stderr } = await command.ended;
      ends[signal === 'SIGKILL' ? 'struck' : 'done'] += 1;
      expect(stderr).not.toMatch(/internal error|\n {4}at /);
      const waited = Date.now();
      while (command.living().length > 0 && Date.now() - waited < GRACE_MS) await sleep(20);
      expect(command.living()).toEqual([]);
      expectSound(folder, 'tiny');
      expectKept(before, completed(folder));
      // A finished sweep has nothing more to lose: the next strikes meet another one's trials.
      if (completed(folder).size === TRIALS) {
        await expectFinished(TRIALS, []);
        expect((await folder.run('rm', 'tiny', '--yes')).code).toBe(0);
      }
    }
    await expectFinished(TRIALS, []);
    tell(`SIGKILL of the command: ${JSON.stringify(ends)}`);
    expect(ends.struck).toBeGreaterThan(STRIKES / 2);
  });

  test(`of single workers, ${STRIKES} times, ends no sweep`, async () => {
    const random = randomOf('SIGKILL of workers');
    writeSpec(TRIALS / 3);
    const totals = { strikes: 0, commands: 0, codes: {} as Record<string, number> };
    while (totals.strikes < STRIKES) {
      const before = completed(folder);
      const command = new SweepProcess(['tiny.yaml'], folder.path);
      totals.commands += 1;
      while (command.child.exitCode === null && totals.strikes < STRIKES) {
        await Promise.race([sleep(random(400)), command.ended]);
        const workers = command
          .living()
          .filter((pid) => pid !== command.child.pid && isWorker(pid));
        const victim = workers[random(Math.max(workers.length, 1))];
        if (victim === undefined) continue;
        try {
          process.kill(victim, 'SIGKILL');
          totals.strikes += 1;
        } catch {
          // It had already ended.
        }
      }
      const { code, signal, stderr } = await command.ended;
      totals.codes[String(code)] = (totals.codes[String(code)] ?? 0) + 1;
      // Trials that failed for good make it 3; it never dies with its workers.
      expect([[0, 3].includes(code ?? -1), signal, stderr]).toEqual([
        true,
        null,
        expect.not.stringMatching(/internal error|\n {4}at /),
      ]);
      expectSound(folder, 'tiny');
      expectKept(before, completed(folder));
      if (completed(folder).size === TRIALS && totals.strikes < STRIKES) {
        expect((await folder.run('rm', 'tiny', '--yes')).code).toBe(0);
      }
    }
    await expectFinished(TRIALS, []);
    tell(`SIGKILL of workers: ${JSON.stringify(totals)}`);
  });
});

function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/train/worker.js');
  } catch {
    return false;
  }
}
