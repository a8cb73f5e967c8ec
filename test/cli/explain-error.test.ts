import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { explainError } from '../../src/cli/explain-error.js';

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
    text: 'the database a.db lacks what sweep had made (no such table: stored_trials); another program has changed it: bring a copy back, or name another file with --db',
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
      text: expect.stringContaining('too long to be written as text') as string,
    });
  }
});
