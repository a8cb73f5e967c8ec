import { EXIT } from './exit-code.js';

/** Errors that people can do something about, by name: their messages say what. */
const CODES: Readonly<Record<string, number>> = {
  UsageError: EXIT.usage,
  SpecError: EXIT.usage,
  QueryError: EXIT.usage,
  UncountedLayerError: EXIT.usage,
  TopologyError: EXIT.usage,
  AuditError: EXIT.usage,
  AlreadyRunningError: EXIT.alreadyRunning,
  EngineError: EXIT.environment,
  DatasetError: EXIT.environment,
  ModelFileError: EXIT.environment,
  StoreError: EXIT.environment,
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
];

/** Exit code and message of an error that ended a command. */
export function explainError(error: unknown): { readonly code: number; readonly text: string } {
  const { name, message, code } = error as Error & { code?: unknown };
  const known = CODES[name];
  if (known !== undefined) return { code: known, text: message };
  if (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT')) {
    return {
      code: EXIT.environment,
      text: `the database is damaged (${message}); bring a copy back, or name another file with --db`,
    };
  }
  if (typeof code === 'string' && code.startsWith('SQLITE_')) {
    return {
      code: EXIT.environment,
      text: `the database failed (${message}); what was stored before stays. Check disk space and rights, then run the same command again`,
    };
  }
  if (typeof code === 'string' && FILE_ERRORS.includes(code)) {
    return { code: EXIT.environment, text: `${message}; check the path, rights and disk space` };
  }
  return {
    code: EXIT.internal,
    text: `internal error: ${message ?? String(error)}; this is a fault of sweep, please report it (--debug shows where)`,
  };
}
