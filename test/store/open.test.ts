import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForReading, openForWriting, SCHEMA_VERSION } from '../../src/store/open.js';
import { VERSION_1 } from '../../src/store/schema/versions.js';
import { query } from '../../src/store/query.js';
import { readSummaries, readSweep } from '../../src/store/read.js';
import { beginRun } from '../../src/store/runs.js';
import { QueryError, StoreError } from '../../src/store/store-error.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
beforeEach(() => {
  store = testStore();
});
afterEach(() => store.remove());

/** A database as version 1 left it. */
function writeVersion1(): void {
  const old = new Database(store.path);
  old.exec(VERSION_1);
  old.exec(`INSERT INTO stored_configurations VALUES
    ('c', 'mlp', '8', 'relu', 'adam', 0.001, 32, 10, 6370, '[]');
    INSERT INTO sweeps VALUES (1, 's', 'mnist', '', 5, 5, 5, 'notebook', '[]', 's.yaml', '', '0.0.9',
      NULL, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
    INSERT INTO runs VALUES (1, 1, 7, 'here', NULL, '0.0.9', NULL, '', '', '');
    INSERT INTO jobs (id, run_id, trials, trainer, host, pid, started, status)
      VALUES (1, 1, 1, 'layers', 'here', 7, '', 'completed');
    INSERT INTO stored_trials (id, configuration_id, seed, status, job_id, val_accuracy)
      VALUES ('t', 'c', 0, 'completed', 1, 0.9);
    INSERT INTO attempts (trial_id, attempt, job_id, status, started) VALUES ('t', 1, 1, 'completed', '');
    INSERT INTO sweep_configurations VALUES (1, 'c', 0, 1, 1, NULL);
    INSERT INTO sweep_trials VALUES (1, 't', 0, 1);
    INSERT INTO meta VALUES ('written_by', 'flopsweep 0.0.9');
    PRAGMA application_id = ${0x73776570}; PRAGMA user_version = 1`);
  old.close();
}

describe('opening', () => {
  it('makes the schema once, with foreign keys and a write-ahead log', () => {
    const { db } = store.writer();
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(() => store.writer()).not.toThrow();
  });

  it('brings a database of version 1 up to date, its rows kept', () => {
    writeVersion1();
    const { db } = store.writer();
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(db.prepare('SELECT id, dropout, weight_decay FROM stored_configurations').get()).toEqual(
      { id: 'c', dropout: 0, weight_decay: 0 },
    );
    expect(db.prepare('SELECT count(*) FROM trials').pluck().get()).toBe(1);
  });

  it.each(['may', 'may not'])(
    'brings one up to date that is only read and %s be written',
    (may) => {
      writeVersion1();
      if (may === 'may not') chmodSync(store.path, 0o444);
      const bytes = readFileSync(store.path);
      const db = openForReading(store.path);
      if (db === undefined) throw new Error('no database');
      const read = readSweep(db, 's');
      expect(read?.jobs).toMatchObject([
        { job: 1, peak_flops_per_second: null, compilation: null },
      ]);
      expect(read?.trials).toMatchObject([
        { trial: 't', dropout: 0, weight_decay: 0, peak_share: null, val_accuracy: 0.9 },
      ]);
      expect(db.prepare('SELECT value FROM meta').pluck().get()).toBe('flopsweep 0.0.9');
      db.close();
      // Who runs the tests as root may write everything.
      if (may === 'may not' && process.getuid?.() !== 0) {
        expect(readFileSync(store.path).equals(bytes)).toBe(true);
      }
    },
  );

  it('keeps which version wrote it last, also where the schema is the same', () => {
    const writtenBy = (version?: string): unknown => {
      const db = openForWriting(store.path, version);
      try {
        return db.prepare("SELECT value FROM meta WHERE key = 'written_by'").pluck().get();
      } finally {
        db.close();
      }
    };
    expect(writtenBy('1.0.0')).toBe('flopsweep 1.0.0');
    expect(writtenBy('1.1.0')).toBe('flopsweep 1.1.0');
    expect(writtenBy()).toBe('flopsweep 1.1.0');
  });

  it('refuses a newer schema, naming the program that wrote it', () => {
    const { db } = store.writer();
    db.exec("UPDATE meta SET value = 'flopsweep 9.1.0'; PRAGMA user_version = 99");
    expect(() => openForWriting(store.path, '0')).toThrow(
      /schema version 99, written by flopsweep 9.1.0/,
    );
    expect(() => openForReading(store.path)).toThrow(StoreError);
  });

  it('refuses a file that is no database, and leaves it as it is', () => {
    const text = 'my thesis, '.repeat(200);
    writeFileSync(store.path, text);
    expect(() => openForWriting(store.path, '0')).toThrow(/not a sweep database/);
    expect(readFileSync(store.path, 'utf8')).toBe(text);
  });

  it('reads nothing where there is no database, and makes none', () => {
    expect(openForReading(store.path)).toBeUndefined();
    expect(() => readFileSync(store.path)).toThrow('ENOENT');
  });

  it('refuses a database of another program', () => {
    const other = new Database(store.path);
    other.exec('CREATE TABLE sweeps (name TEXT)');
    other.close();
    expect(() => openForWriting(store.path, '0')).toThrow(StoreError);
  });
});

describe('query', () => {
  function ask(sql: string) {
    const writer = store.writer();
    store.living.add(1);
    beginRun(writer, planned('s', [row('a', { flops: 2n ** 60n })], [0]), holder(1));
    const db = openForReading(store.path);
    if (db === undefined) throw new Error('no database');
    try {
      return query(db, sql);
    } finally {
      db.close();
    }
  }

  it('returns integers beyond 2^53 exactly', () => {
    expect(ask('SELECT flops, params FROM trials').rows).toEqual([
      { flops: 2n ** 60n, params: 100 },
    ]);
  });

  it('keeps both of two columns of one name', () => {
    expect(ask('SELECT 1 AS a, 2 AS a')).toEqual({
      columns: ['a', 'a:2'],
      rows: [{ a: 1, 'a:2': 2 }],
    });
  });

  it.each([
    'DELETE FROM stored_trials',
    'DROP VIEW trials',
    "UPDATE sweeps SET sweep = 'x'",
    "ATTACH 'other.db' AS other",
    "VACUUM INTO 'copy.db'",
    'PRAGMA journal_mode = DELETE',
    'SELECT 1; DELETE FROM stored_trials',
    'INSERT INTO meta VALUES (1, 2) RETURNING *',
    'select * from nothing',
    '',
  ])('refuses %j and changes nothing', (sql) => {
    expect(() => ask(sql)).toThrow(QueryError);
    const db = openForReading(store.path);
    expect(db?.prepare('SELECT count(*) FROM trials').pluck().get()).toBe(1);
    db?.close();
  });
});

describe('reading', () => {
  it('gives a sweep whole, in the order of its spec, and a summary of each', () => {
    const writer = store.writer();
    store.living.add(1);
    beginRun(writer, planned('s', [row('b'), row('a')], [1, 0]), holder(1));
    const stored = readSweep(writer.db, 's');
    expect(stored?.trials.map(({ trial }) => trial)).toEqual(['b/1', 'b/0', 'a/1', 'a/0']);
    expect(stored?.sweep.objectives).toEqual(planned('s', [], []).objectives);
    expect(readSweep(writer.db, 'none')).toBeUndefined();
    expect(readSummaries(writer.db)).toMatchObject([
      { sweep: 's', trials: 4, completed: 0, failed: 0, timeout: 0, pending: 4 },
    ]);
  });

  it('counts every trial of a summary under its own status, and once', () => {
    const writer = store.writer();
    store.living.add(1);
    beginRun(writer, planned('s', [row('a')], [0, 1, 2, 3, 4, 5]), holder(1));
    const set = writer.db.prepare('UPDATE stored_trials SET status = ? WHERE id = ?');
    const statuses = ['completed', 'failed', 'timeout', 'timeout', 'timeout', 'diverged'];
    for (const [seed, status] of statuses.entries()) set.run(status, `a/${seed}`);
    expect(readSummaries(writer.db)).toMatchObject([
      {
        trials: 6,
        completed: 1,
        failed: 1,
        timeout: 3,
        running: 0,
        pending: 0,
        interrupted: 0,
        diverged: 1,
        skipped: 0,
      },
    ]);
  });
});

describe('what another program has made of the file', () => {
  const changed = (sql: string): (() => unknown)[] => {
    store.writer().db.close();
    const db = new Database(store.path);
    db.exec(sql);
    db.close();
    return [() => openForReading(store.path), () => openForWriting(store.path)];
  };

  it.each([
    ['PRAGMA user_version = -1', 'a schema version that sweep never writes; got user_version -1'],
    ['PRAGMA user_version = 0', 'a schema version that sweep never writes; got user_version 0'],
    ['DROP TABLE stored_epochs', 'lacks stored_epochs, which sweep had created'],
    ['DROP TABLE meta', 'lacks meta, which'],
    ['DROP VIEW latencies', 'lacks latencies, which'],
  ])('after %s is said with the name of the file', (sql, said) => {
    for (const open of changed(sql)) {
      expect(open).toThrow(StoreError);
      expect(open).toThrow(said);
      expect(open).toThrow(store.path);
    }
  });

  // Of Linux: reading its first bytes fails with EIO, as on a disk that has died.
  it.runIf(existsSync('/proc/self/mem'))('a disk that fails is called so', () => {
    expect(() => openForReading('/proc/self/mem')).toThrow(
      '/proc/self/mem: the database cannot be opened; got disk I/O error; the disk or device cannot be read',
    );
  });
});

describe('what is no database file', () => {
  const openers = [openForReading, (path: string) => openForWriting(path, '0.0.0-test')] as const;

  it('is a folder: that is said, with the database in it', () => {
    const folder = join(store.folder, 'empty');
    mkdirSync(folder);
    for (const open of openers) {
      expect(() => open(folder)).toThrow(StoreError);
      expect(() => open(folder)).toThrow(
        `${folder} is a folder; expected the database's file, e.g. results/sweep.db; use another file`,
      );
      expect(() => open(dirname(writtenPath()))).toThrow(
        `is a folder; expected the database's file; use --db ${store.path}`,
      );
    }
  });

  it.each(['wal', 'shm', 'journal'])('is a pipe that is called as its %s would be', (end) => {
    const pipe = `${writtenPath()}-${end}`;
    execFileSync('mkfifo', [pipe]);
    // SQLite would wait for its writer, and so would this test: another process opens it.
    const program = fileURLToPath(new URL('workers/make.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [program, store.path], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${pipe}, which SQLite opens`)]);
    expect(() => openForReading(store.path)).toThrow(`${pipe}, which SQLite opens`);
  });

  /** Of a database that is written and closed. */
  function writtenPath(): string {
    openForWriting(store.path, '0.0.0-test').close();
    return store.path;
  }
});
