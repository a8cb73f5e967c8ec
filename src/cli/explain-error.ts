import { EXIT } from './command.js';
import { ExplainedError, type Blame } from '../text/problem.js';
import {
  databaseChanged,
  databaseDamaged,
  databaseFailed,
  diskFailed,
  fileFailed,
  internalError,
  valueTooLong,
} from './messages.js';

const CODES: Readonly<Record<Blame, number>> = {
  input: EXIT.usage,
  running: EXIT.alreadyRunning,
  environment: EXIT.environment,
};

/** Of the disk, not of the program. */
const FILE_ERRORS = [
  'ENOSPC',
  'EACCES',
  'EPERM',
  'EROFS',
  'EDQUOT',
  'EMFILE',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'EBUSY',
  'EXDEV',
  'ENAMETOOLONG',
  'EIO',
  'ELOOP',
  'ENXIO',
  'ENODEV',
  'EFBIG',
  'ENFILE',
  'ESTALE',
  'ETXTBSY',
];

/** What the system says of a file that could not be read or written; null of any other error. */
export function fileTrouble(error: unknown): string | null {
  const { message, code } = error as Error & { code?: unknown };
  return typeof code === 'string' && FILE_ERRORS.includes(code) ? message : null;
}

/**
 * Exit code and message of an error that ended a command.
 *
 * @param database that the command was to use; SQLite does not say which file failed.
 */
export function explainError(
  error: unknown,
  database?: string,
): { readonly code: number; readonly text: string } {
  if (error instanceof ExplainedError) return { code: CODES[error.blame], text: error.message };
  const { message, code } = error as Error & { code?: unknown };
  if (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT')) {
    return { code: EXIT.environment, text: databaseDamaged(message, database) };
  }
  if (typeof code === 'string' && code.startsWith('SQLITE_IOERR')) {
    return { code: EXIT.environment, text: diskFailed(message, database) };
  }
  if (code === 'SQLITE_ERROR' && /^no such (table|column)/.test(message)) {
    return { code: EXIT.environment, text: databaseChanged(message, database) };
  }
  if (typeof code === 'string' && code.startsWith('SQLITE_')) {
    return { code: EXIT.environment, text: databaseFailed(message, database) };
  }
  const trouble = fileTrouble(error);
  if (trouble !== null) return { code: EXIT.environment, text: fileFailed(trouble) };
  if (code === 'ERR_STRING_TOO_LONG' || /^Invalid string length/.test(message ?? '')) {
    return { code: EXIT.usage, text: valueTooLong() };
  }
  return { code: EXIT.internal, text: internalError(message ?? String(error)) };
}
