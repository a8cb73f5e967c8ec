/** The command line, or a file that it names, is not usable; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
