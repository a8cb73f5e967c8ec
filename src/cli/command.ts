import type { Options } from 'yargs';
import { ExplainedError } from '../text/problem.js';
import type { Terminal } from './terminal/terminal.js';

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

/** Values of a command's options and positionals, as yargs parsed them: checked by the command. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One word of the command line. A further command is one file and a line in commands.ts. */
export interface Command {
  readonly name: string;
  /** With its positionals, as yargs writes them: `query <sql>`, `rm [names..]` for any number of them. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly positionals: Readonly<Record<string, { readonly describe: string }>>;
  readonly options: Readonly<Record<string, Options>>;
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [string, string])[];
  /**
   * True of a command line that does more than tell: it goes on where nobody can be told any more, and
   * says so by its exit code.
   */
  readonly goesOn?: (args: Arguments) => boolean;
  /** @returns the exit code. */
  readonly run: (args: Arguments, terminal: Terminal) => Promise<number>;
}
