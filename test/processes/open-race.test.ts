import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openForReading, SCHEMA_VERSION } from '../../src/store/open.js';
import { writeVersion4 } from '../store/version-4.js';

const MAKE = new URL('../store/workers/make.mjs', import.meta.url);

test('a database that another process is making is never taken for another program’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-open-'));
  try {
    for (let round = 0; round < 30; round++) {
      const path = join(folder, `${round}.db`);
      const maker = fork(MAKE, [path]);
      const made = once(maker, 'exit');
      while (maker.exitCode === null) {
        openForReading(path)?.close();
        await setImmediate();
      }
      expect(await made).toEqual([0, null]);
      expect(openForReading(path)).toBeDefined();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a new file that another process turns to WAL at this moment is waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-open-'));
  try {
    const path = join(folder, 'new.db');
    // SQLite makes the file of a database when it is first written.
    writeFileSync(path, '');
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const maker = fork(MAKE, [path]);
    const made = once(maker, 'exit');
    await setTimeout(1000);
    expect(maker.exitCode).toBeNull();
    other.exec('COMMIT');
    other.close();
    expect(await made).toEqual([0, null]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a database of an older version that several processes open at once is brought up to date once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-open-'));
  const objectives =
    '[{"name":"val_accuracy","goal":"maximize"},{"name":"flops","goal":"minimize"}]';
  try {
    for (let round = 0; round < 5; round++) {
      const path = join(folder, `${round}.db`);
      writeVersion4(path, objectives, [
        { id: 'a', flops: 100, accuracies: [0.9, 0.91] },
        { id: 'b', flops: 200, accuracies: [0.8, 0.81] },
      ]);
      const openers = Array.from({ length: 4 }, () => once(fork(MAKE, [path]), 'exit'));
      expect(await Promise.all(openers)).toEqual(Array.from({ length: 4 }, () => [0, null]));
      const db = openForReading(path);
      expect(db?.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
      expect(db?.prepare('SELECT configuration FROM fronts').pluck().all()).toEqual(['a']);
      expect(db?.prepare('SELECT count(*) FROM sweep_verdicts').pluck().get()).toBe(2);
      db?.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
