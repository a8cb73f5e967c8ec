import { ExplainedError } from '../text/explained-error.js';

/** What the process ends with; other programs rely on them. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  /** The answer is no: trials failed. */
  no: 3,
  alreadyRunning: 4,
  environment: 5,
  interrupted: 130,
  terminated: 143,
} as const;

/** The command line, or a file that it names, is not usable; the message says what to do. */
export class UsageError extends ExplainedError {
  override readonly name = 'UsageError';
  readonly blame = 'input';
}
