import { notWritten } from './messages.js';
import { type Arguments, type Command, EXIT } from './command.js';
import { COMPLETE_WORD } from './completion/scripts.js';
import { dispatch } from './dispatch.js';
import { explainError } from './explain-error.js';
import { parseArguments } from './arguments/parse-arguments.js';
import { databaseFrom } from './arguments/run-options.js';
import type { Terminal } from './terminal/terminal.js';

/**
 * Runs one command line and returns its exit code; never rejects.
 *
 * @param leave ends the process at once, of a command that only tells and cannot any more.
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  leave: (code: number) => void = () => undefined,
): Promise<number> {
  let goesOn = false;
  terminal.onFailure?.((failure) => {
    // Of messages that nobody gets the exit code tells at the end: what the command is for goes on.
    if (goesOn || failure.stream === 'stderr') return;
    // `sweep query ... | head` closes the pipe: that is no error.
    if (failure.code !== 'EPIPE') terminal.message(`${notWritten([failure], goesOn)}\n`);
    leave(failure.code === 'EPIPE' ? EXIT.done : EXIT.environment);
  });
  const code = await runCommand(argv, terminal, (command, args) => {
    goesOn = command.goesOn?.(args) === true;
  });
  await terminal.taken?.();
  const failures = terminal.failures?.() ?? [];
  // `2>&1 | head` of a command that only tells.
  const serious = failures.filter((failure) => goesOn || failure.code !== 'EPIPE');
  if (serious.length === 0) return code;
  // Where stderr is what failed, the exit code is all that there is to say.
  terminal.message(`${notWritten(serious, goesOn)}\n`);
  return code === EXIT.done || code === EXIT.no ? EXIT.environment : code;
}

async function runCommand(
  argv: readonly string[],
  terminal: Terminal,
  begin: (command: Command, args: Arguments) => void,
): Promise<number> {
  let database: string | undefined;
  try {
    if (argv[0] === COMPLETE_WORD) {
      const { completionLines } = await import('./completion/complete.js');
      terminal.out((await completionLines(argv.slice(1), terminal.env)).join('\n'));
      return EXIT.done;
    }
    const bare = argv.length === 0;
    const parsed = await parseArguments(
      bare ? ['--help'] : dispatch(argv),
      terminal.outColumns?.() ?? terminal.columns(),
    );
    if (parsed.kind === 'command') {
      const { command, args } = parsed;
      begin(command, args);
      if (command.options['db'] !== undefined) database = databaseFrom(args, terminal.env);
      return await command.run(args, terminal);
    }
    terminal.out(parsed.text);
    // Help that nobody asked for: a script whose spec is an empty variable must not go on.
    return bare ? EXIT.usage : EXIT.done;
  } catch (error) {
    const { code, text } = explainError(error, database);
    const stack = argv.includes('--debug') && error instanceof Error ? `\n${error.stack}` : '';
    terminal.message(`${text}${stack}\n`);
    return code;
  }
}
