import { problem } from '../text/problem.js';

/** @param reason what SQLite says. @param path of the database, where it is known. */
export function databaseDamaged(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} is damaged (${reason})`,
    advice: 'restore a backup, or use another file with --db',
  });
}

/** Of a table or column that is no longer there. */
export function databaseChanged(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} is missing tables or columns (${reason})`,
    advice: 'another program has changed it: restore a backup, or use another file with --db',
  });
}

export function diskFailed(reason: string, path?: string): string {
  return problem({
    what: `${named(path)} cannot be read or written (${reason})`,
    advice: 'stored results are safe. Check the disk, then run the same command again',
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
      'stored results are safe. Check disk space and permissions, then run the same command again',
  });
}

/** Of the disk, not of the program. */
export function fileFailed(reason: string): string {
  return problem({ what: reason, advice: 'check the path, permissions and disk space' });
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
    advice: `${goesOn ? 'results are stored and the database is intact; ' : ''}check disk space and the reader of the output`,
  });
}

export function internalError(reason: string): string {
  return problem({
    what: `internal error: ${reason}`,
    advice: 'this is a bug in sweep, please report it (--debug shows the stack trace)',
  });
}

/** Of a value, or of several in one line, that no text can hold. */
export function valueTooLong(): string {
  return problem({
    what: 'a value is too long to print',
    got: 'more than 512 MiB',
    expected: 'a query for part of it, e.g. select substr(value, 1, 1000)',
  });
}

export function nothingAsked(): string {
  return problem({
    what: 'got no command',
    expected: 'a spec or a command',
    advice: 'sweep --help shows them',
  });
}

/** Words that a command needs and did not get. @param usage the command as its help shows it. */
export function wordsMissing(command: string, usage: string): string {
  return problem({
    what: `sweep ${command} got too few arguments`,
    expected: `sweep ${usage}`,
    advice: `sweep ${command} --help shows examples`,
  });
}

/** Before any command. */
export function unknownArguments(names: readonly string[]): string {
  return `Unknown argument${names.length === 1 ? '' : 's'}: ${names.join(', ')}`;
}

/** @param meant the option that was probably meant. */
export function unknownOption(command: string, option: string, meant: string | null): string {
  const dashes = option.length === 1 ? '-' : '--';
  return problem({
    what: `sweep ${command} has no option ${dashes}${option}`,
    advice:
      meant === null ? `sweep ${command} --help shows its options` : `did you mean --${meant}?`,
  });
}

/** A word that no command expects there. */
export function wordTooMany(command: string, word: string, usage: string): string {
  return problem({
    what: `sweep ${command} got an extra ${JSON.stringify(word)}`,
    expected: `sweep ${usage}`,
    advice: 'remove it',
  });
}

/** A first word that is neither. @param meant the command that was probably meant. */
export function noCommandAndNoFile(
  word: string,
  commands: readonly string[],
  meant: string | null,
): string {
  return problem({
    what: `no command and no file ${JSON.stringify(word)}`,
    ...(meant === null
      ? { expected: `a spec (a path) or one of ${commands.join(', ')}` }
      : { advice: `did you mean sweep ${meant}?` }),
  });
}
