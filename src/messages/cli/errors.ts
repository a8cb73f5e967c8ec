import { problem } from '../problem.js';

/** @param reason what SQLite says. @param path of the database, where it is known. */
export function databaseDamaged(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} is damaged (${reason})`,
    advice: 'bring a copy back, or name another file with --db',
  });
}

/** Of a table or column that is no longer there. */
export function databaseChanged(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} lacks what sweep had made (${reason})`,
    advice: 'another program has changed it: bring a copy back, or name another file with --db',
  });
}

export function diskFailed(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} cannot be read or written (${reason})`,
    advice: 'what was stored before stays. Check the disk, then run the same command again',
  });
}

function named(path: string | undefined): string {
  return path === undefined ? 'the database' : `the database ${path}`;
}

/** @param reason what SQLite says. */
export function databaseFailed(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} failed (${reason})`,
    advice:
      'what was stored before stays. Check disk space and rights, then run the same command again',
  });
}

/** Of the disk, not of the program. */
export function fileFailed(reason: string): string {
  return problem({ what: reason, advice: 'check the path, rights and disk space' });
}

/** Of what a command wrote to its streams. @param goesOn it did more than tell. */
export function notWritten(
  failures: readonly { readonly stream: string; readonly reason: string }[],
  goesOn: boolean,
): string {
  return problem({
    what: failures
      .map(({ stream, reason }) => `${stream} could not be written (${reason})`)
      .join('; '),
    advice: `${goesOn ? 'what was trained is stored, and the database whole; ' : ''}check disk space and who reads the output`,
  });
}

export function internalError(reason: string): string {
  return problem({
    what: `internal error: ${reason}`,
    advice: 'this is a fault of sweep, please report it (--debug shows where)',
  });
}

/** Of a value, or of several in one line, that no text can hold. */
export function valueTooLong(): string {
  return problem({
    what: 'a value is too long to be written as text',
    got: 'more than 512 MiB',
    expected: 'a query for a part of it, e.g. select substr(value, 1, 1000)',
  });
}
