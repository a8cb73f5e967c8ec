import type { Options } from 'yargs';
import type { Terminal } from './terminal/terminal.js';

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
