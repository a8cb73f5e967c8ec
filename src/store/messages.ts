import { problem } from '../text/problem.js';

// A database that cannot be opened or written.

const OTHER_FILE = 'use another file with --db';

export function otherProgram(path: string): string {
  return problem({
    what: `${path} is a database of another program`,
    advice: `${OTHER_FILE}, or none for the default`,
  });
}

/** @param writer what has written it: `flopsweep 0.3.0`; null where nothing says. */
export function newerSchema(
  path: string,
  found: number,
  known: number,
  writer: string | null,
): string {
  return problem({
    what: `${path} is too new for this version of sweep`,
    got: `schema version ${found}, written by ${writer ?? 'a newer program'}`,
    expected: `one up to ${known}`,
    advice: `update this program, or ${OTHER_FILE}`,
  });
}

/** Of a number that no version of this program writes. */
export function strangeSchema(path: string, found: number): string {
  return problem({
    what: `${path} has a schema version that sweep never writes`,
    got: `user_version ${found}`,
    advice: `another program has changed it: restore a backup, or ${OTHER_FILE}`,
  });
}

/** @param missing names of tables and views, at least one. */
export function tablesMissing(path: string, missing: readonly string[]): string {
  return problem({
    what: `${path} lacks ${missing.join(', ')}, which sweep had created`,
    advice: `another program has changed it: restore a backup, or ${OTHER_FILE}`,
  });
}

export function noRegularFile(path: string): string {
  return problem({
    what: `${path}: a database must be a file, not a pipe or device`,
    advice: OTHER_FILE,
  });
}

/** @param inside a file in it that is called like a database; null for none. */
export function databaseIsFolder(path: string, inside: string | null): string {
  return problem({
    what: `${path} is a folder`,
    expected: `the database's file${inside === null ? ', e.g. results/sweep.db' : ''}`,
    advice: inside === null ? OTHER_FILE : `use --db ${inside}`,
  });
}

/** Of a log, its index or a journal. */
export function companionIsNoFile(path: string, companion: string): string {
  return problem({
    what: `${companion}, which SQLite opens with ${path}, is not a file`,
    got: 'a pipe, a device or a folder',
    advice: `move it away, or ${OTHER_FILE}`,
  });
}

export function databaseChanged(path: string, reason: string): string {
  return notOpened(
    path,
    reason,
    `another program has changed it: restore a backup, or ${OTHER_FILE}`,
  );
}

/**
 * From version 12 on npm asks before it runs the install script that builds it.
 *
 * @param reason why better-sqlite3's binary is not there, or none for this Node.
 */
export function sqliteNotLoaded(reason: string): string {
  return problem({
    what: 'SQLite does not load',
    got: reason,
    advice:
      'run npm rebuild better-sqlite3; with npm 12, run npm approve-scripts better-sqlite3 first',
  });
}

export function diskFailed(path: string, reason: string): string {
  return notOpened(path, reason, `the disk or device cannot be read: check it, or ${OTHER_FILE}`);
}

export function noDatabaseFile(path: string, reason: string): string {
  return notOpened(path, reason, `it is not a sweep database: ${OTHER_FILE}`);
}

/** @param column as `table.column`. @param got the text that is there. */
export function valueDamaged(
  path: string,
  column: string,
  got: string,
  expected: 'objectives' | 'parameters',
): string {
  return problem({
    what: `${path}: ${column} holds an invalid value`,
    got: JSON.stringify(got).slice(0, 80),
    expected:
      expected === 'objectives'
        ? 'a JSON list of objectives, e.g. [{"name":"val_loss","goal":"minimize"}]'
        : 'a JSON object, e.g. {}',
    advice: `another program has changed it: restore a backup, or ${OTHER_FILE}`,
  });
}

export function databaseDamaged(path: string, reason: string): string {
  return notOpened(path, reason, `it is damaged: restore a backup, or ${OTHER_FILE}`);
}

/** Of the disk, not of what is in it. */
export function databaseOutOfReach(path: string, reason: string): string {
  return notOpened(
    path,
    reason,
    `check that the folder exists, can be written and has space, or ${OTHER_FILE}`,
  );
}

function notOpened(path: string, reason: string, advice: string): string {
  return problem({ what: `${path}: the database cannot be opened`, got: reason, advice });
}

export function gone(path: string, what: 'removed' | 'replaced'): string {
  return problem({
    what: `${path} was ${what} while the sweep ran; results since then are lost`,
    advice: 'run the same command again',
  });
}

/** A statement that changes something, or returns no rows. */
export function onlyReading(): string {
  return problem({ what: 'only read-only queries are allowed', expected: 'SELECT ...' });
}

export function nothingToQuery(): string {
  return problem({
    what: 'sweep query got no query',
    expected: 'one SELECT',
    advice: 'sweep query --help shows examples',
  });
}

/** @param meant the table that was probably meant. */
export function noSuchTable(name: string, known: readonly string[], meant: string | null): string {
  return problem({
    what: `the database has no table ${name}`,
    expected: `one of ${known.join(', ')}`,
    ...(meant === null ? {} : { advice: `did you mean ${meant}?` }),
  });
}

export function queryRefused(reason: string, sql: string): string {
  return problem({ what: reason, advice: `the query was: ${sql}` });
}

export function alreadyRunning(
  sweep: string,
  { pid, host, since }: { readonly pid: number; readonly host: string; readonly since: string },
): string {
  return problem({
    what: `the sweep ${sweep} is already running (process ${pid} on ${host}, since ${since})`,
    advice: 'wait for it or stop it, then run the same command again',
  });
}

/** Another host has taken a run for dead, and its trials with it. */
export function givenUp(): string {
  return problem({
    what: 'another host took over this run after a minute without a heartbeat',
    advice: 'stored results are kept; the same command resumes',
  });
}

/** A result has come for a trial that is not its job's any more. */
export function notItsTrial(trial: string): string {
  return problem({
    what: `a result of trial ${trial} cannot be stored: another job has claimed the trial`,
    advice: 'stored results are kept; the same command resumes',
  });
}

// Why a trial was interrupted.

export function sweepStopped(): string {
  return 'the sweep was stopped';
}

export function processGone(): string {
  return 'its process died (killed?)';
}
