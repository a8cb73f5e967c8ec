import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearest } from '../../src/spec/words/names.js';
import { openForReading, openForWriting } from '../../src/store/open.js';
import type { Connection } from '../../src/store/sqlite.js';
import { query } from '../../src/store/query.js';

const folder = mkdtempSync(join(tmpdir(), 'sweep-query-'));
let db: Connection;
beforeAll(() => {
  const file = join(folder, 'sweep.db');
  openForWriting(file, '0.0.0-test').close();
  db = openForReading(file) as Connection;
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a table that is none is answered with those that are, and the one that was meant', () => {
  expect(() => query(db, 'select * from trial', nearest)).toThrow(
    'the database has no table trial; expected one of sweeps, trials, epochs, configurations, fronts, latencies; did you mean trials?',
  );
  expect(() => query(db, 'select * from zzzzzzzz', nearest)).toThrow(/fronts, latencies$/);
});

test('each table that is named there can be asked', () => {
  for (const name of ['sweeps', 'trials', 'epochs', 'configurations', 'fronts', 'latencies']) {
    expect(query(db, `select * from ${name}`).rows).toEqual([]);
  }
});

test('any other mistake is what SQLite says, with the query', () => {
  expect(() => query(db, 'selekt 1')).toThrow(/syntax error.*the query was: selekt 1/);
});

test('columns of one name are numbered, and take no other one’s name', () => {
  expect(query(db, 'select 1 a, 2 a, 3 as "a:2", 4 a').columns).toEqual(['a', 'a:3', 'a:2', 'a:4']);
  expect(query(db, 'select 1 a, 2 a, 3 a').columns).toEqual(['a', 'a:2', 'a:3']);
});

test.each(['drop table trials', 'delete from trials', ' UPDATE trials set seed = 1'])(
  'what would change something is not answered with how to: %s',
  (sql) => {
    expect(() => query(db, sql)).toThrow(/^only read-only queries are allowed; expected SELECT/);
  },
);
