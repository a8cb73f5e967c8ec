import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.js';
import { explainError } from '../../src/cli/explain-error.js';
import { DatasetError } from '../../src/data/error.js';
import { UncountedLayerError } from '../../src/flops/layer-work.js';
import { TopologyError } from '../../src/layers/shape.js';
import { EngineError } from '../../src/native/engine.js';
import { ResultsFileError } from '../../src/results-file/csv.js';
import { AuditError } from '../../src/run/measuring/audit.js';
import { SpecError } from '../../src/spec/spec-error.js';
import { AlreadyRunningError, QueryError, StoreError } from '../../src/store/store-error.js';
import { ModelFileError } from '../../src/train/kept-model.js';

const failure = (code: string, message: string): Error =>
  Object.assign(new Error(message), { code });

test.each([
  [
    'SQLITE_IOERR_READ',
    'disk I/O error',
    'the database a.db cannot be read or written (disk I/O error)',
  ],
  [
    'SQLITE_FULL',
    'database or disk is full',
    'the database a.db failed (database or disk is full)',
  ],
  ['SQLITE_CORRUPT_VTAB', 'malformed', 'the database a.db is damaged (malformed)'],
  ['EIO', 'EIO: i/o error, open /data/x', 'EIO: i/o error, open /data/x; check'],
])('%s names the cause and the file, and ends with 5', (code, message, said) => {
  const { code: exit, text } = explainError(failure(code, message), 'a.db');
  expect(exit).toBe(5);
  expect(text).toContain(said);
});

test('a table that is gone is no fault of the disk', () => {
  const db = new Database(':memory:');
  let error: unknown;
  try {
    db.prepare('select * from stored_trials');
  } catch (thrown) {
    error = thrown;
  }
  expect(explainError(error, 'a.db')).toEqual({
    code: 5,
    text: 'the database a.db is missing tables or columns (no such table: stored_trials); another program has changed it: restore a backup, or use another file with --db',
  });
});

test('what is no failure of a file stays a fault of the program', () => {
  expect(explainError(new TypeError('x is undefined'), 'a.db').text).toMatch(/^internal error/);
});

test('a value that no text can hold is no fault of the program', () => {
  // Node's longest string is 2^29 - 24 characters.
  const large = Buffer.alloc(300_000_000);
  for (const make of [() => large.toString('hex'), () => 'x'.repeat(2 ** 29)]) {
    let error: unknown;
    try {
      make();
    } catch (thrown) {
      error = thrown;
    }
    expect(explainError(error)).toEqual({
      code: 2,
      text: expect.stringContaining('too long to print') as string,
    });
  }
});

test.each([
  [2, new UsageError('said')],
  [2, new SpecError([{ file: 'said', line: 1, column: 1, message: 'it' }])],
  [2, new ResultsFileError('said')],
  [2, new QueryError('said')],
  [2, new UncountedLayerError({ name: 'said', class: 'Strange' })],
  [2, new TopologyError('said')],
  [2, new AuditError('said')],
  [4, new AlreadyRunningError('said', 1, 'here', '2026-01-01T00:00:00.000Z')],
  [5, new EngineError('said')],
  [5, new DatasetError('said', '/data')],
  [5, new ModelFileError('said')],
  [5, new StoreError('said')],
])('exit code %i, and its own message, of %s', (code, error) => {
  expect(explainError(error)).toEqual({ code, text: error.message });
  expect(error.message).toContain('said');
});
