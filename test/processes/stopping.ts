import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTinyDataset } from '../data/idx-files.js';
import { openForReading } from '../../src/store/open.js';
import { expectFresh, fresh, shown } from '../store/fresh-verdicts.js';
import { sweep, SweepProcess } from '../integration/sweep-process.js';

const TRIALS = 12;
/** A worker whose parent was killed has this long to leave. */
const WORKER_GRACE_MS = 5000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-kill-'));
  mkdirSync(join(folder, 'data'));
  writeTinyDataset(join(folder, 'data'));
  writeFileSync(
    join(folder, 'tiny.yaml'),
    `name: tiny
dataset: { name: idx, path: data, validation: 60 }
parameters: { hidden: { values: [[], [3], [4]] }, epochs: 60, batch_size: 8 }
seeds: [0, 1, 2, 3]
`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const page = (): string => join(folder, 'results', 'tiny.html');

function ask(sql: string): unknown[] {
  const db = new Database(join(folder, 'results', 'sweep.db'), { readonly: true });
  try {
    return db.prepare(sql).raw(true).all();
  } finally {
    db.close();
  }
}

function countOf(sql: string): number {
  try {
    return Number((ask(sql)[0] as unknown[])[0]);
  } catch {
    // No database or no table yet.
    return 0;
  }
}

/** Verdicts of so small a sweep follow every result: they are there, and those of the rows. */
function expectTrueVerdicts(): void {
  const db = openForReading(join(folder, 'results', 'sweep.db'));
  // Struck before there was one.
  if (db === undefined) return;
  if (db.prepare('SELECT count(*) FROM sweeps').pluck().get() === 1) {
    expectFresh(shown(db, 'tiny'), fresh(db, 'tiny'), 'struck');
  }
  db.close();
}

/** Where to strike: waits until the command is there. `round` varies the moment. */
const STAGES: Readonly<Record<string, (command: SweepProcess, round: number) => Promise<void>>> = {
  'while it plans': async (_command, round) => {
    await sleep(40 + 90 * round);
  },
  'in training': async (command, round) => {
    await command.until(
      () => countOf("SELECT count(*) FROM attempts WHERE status = 'running'") > 0,
    );
    await sleep(60 * round);
  },
  'between trials': async (command) => {
    const before = countOf("SELECT count(*) FROM trials WHERE status = 'completed'");
    await command.until(
      () => countOf("SELECT count(*) FROM trials WHERE status = 'completed'") > before,
      1,
    );
  },
  'while it writes': async (command, round) => {
    await command.until(
      () =>
        readdirSync(join(folder, 'results'), { encoding: 'utf8' }).some((name) =>
          name.endsWith('.tmp'),
        ) || command.stderr.includes(`${TRIALS}/${TRIALS}`),
      1,
    );
    await sleep(30 * round);
  },
};

/** Strikes `rounds` times at each stage with each signal; each time the same command goes on. */
export function describeStopping(rounds: number): void {
  describe.skipIf(process.platform !== 'linux')('a sweep that is stopped', () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      for (const [stage, reach] of Object.entries(STAGES)) {
        it(`by ${signal} ${stage}, ${rounds} times, is finished by the same command`, async () => {
          mkdirSync(join(folder, 'results'));
          // Struck while writing, every round needs something to write.
          if (stage === 'while it writes') await sweep(['tiny.yaml'], folder);
          for (let round = 0; round < rounds; round++) {
            const command = new SweepProcess(['tiny.yaml'], folder);
            await reach(command, round);
            command.signal(signal);
            const { code, signal: died, stderr } = await command.ended;
            // It may have been done before the signal; else it says that it was stopped.
            if (signal === 'SIGINT') {
              expect(stage === 'in training' ? [130] : [0, 130, null]).toContain(code);
            }
            if (code === null) expect(died).toBe(signal);
            expect(stderr).not.toMatch(/internal error|\n {4}at /);
            if (existsSync(page()))
              expect(readFileSync(page(), 'utf8').trimEnd()).toMatch(/<\/html>$/);
            const waited = Date.now();
            while (command.living().length > 0 && Date.now() - waited < WORKER_GRACE_MS)
              await sleep(50);
            expect(command.living()).toEqual([]);
            expectTrueVerdicts();
          }

          const { code, stderr } = await sweep(['tiny.yaml'], folder);
          expect(stderr).not.toContain('internal error');
          expect(code).toBe(0);
          expect(ask('SELECT status, count(*) FROM trials GROUP BY status')).toEqual([
            ['completed', TRIALS],
          ]);
          // Each completed once, every epoch there once, nothing left open, the file sound.
          expect(
            ask(
              "SELECT count(*), count(DISTINCT trial_id) FROM attempts WHERE status = 'completed'",
            ),
          ).toEqual([[TRIALS, TRIALS]]);
          expect(ask('SELECT count(*), sum(epoch) FROM epochs')).toEqual([
            [TRIALS * 60, (TRIALS * 60 * 61) / 2],
          ]);
          expect(countOf('SELECT count(*) FROM attempts WHERE finished IS NULL')).toBe(0);
          expect(countOf('SELECT count(*) FROM jobs WHERE finished IS NULL')).toBe(0);
          expect(ask('PRAGMA integrity_check')).toEqual([['ok']]);
          expect(ask('PRAGMA foreign_key_check')).toEqual([]);
          expect(readFileSync(page(), 'utf8')).toContain('tiny');
        });
      }
    }
  });
}
