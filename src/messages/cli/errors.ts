import { problem } from '../problem.js';

/** @param reason what SQLite says. */
export function databaseDamaged(reason: string): string {
  return problem({
    what: `the database is damaged (${reason})`,
    advice: 'bring a copy back, or name another file with --db',
  });
}

/** @param reason what SQLite says. */
export function databaseFailed(reason: string): string {
  return problem({
    what: `the database failed (${reason})`,
    advice:
      'what was stored before stays. Check disk space and rights, then run the same command again',
  });
}

/** Of the disk, not of the program. */
export function fileFailed(reason: string): string {
  return problem({ what: reason, advice: 'check the path, rights and disk space' });
}

/** Of what a command wrote to its streams. */
export function notWritten(
  failures: readonly { readonly stream: string; readonly reason: string }[],
): string {
  return problem({
    what: failures
      .map(({ stream, reason }) => `${stream} could not be written (${reason})`)
      .join('; '),
    advice:
      'what was trained is stored, and the database whole; check disk space and who reads the output',
  });
}

export function internalError(reason: string): string {
  return problem({
    what: `internal error: ${reason}`,
    advice: 'this is a fault of sweep, please report it (--debug shows where)',
  });
}
