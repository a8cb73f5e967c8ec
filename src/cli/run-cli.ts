import { COMPLETE_WORD } from './completion-scripts.js';
import { dispatch } from './dispatch.js';
import { EXIT } from './exit-code.js';
import { explainError } from './explain-error.js';
import { parseArguments } from './parse-arguments.js';
import { printableText } from './terminal/printable.js';
import type { Terminal } from './terminal/terminal.js';

/** Runs one command line and returns its exit code; never rejects. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (argv[0] === COMPLETE_WORD) {
      const { completionLines } = await import('./completion-lines.js');
      terminal.out((await completionLines(argv.slice(1), terminal.env)).join('\n'));
      return EXIT.done;
    }
    const bare = argv.length === 0;
    const parsed = await parseArguments(
      bare ? ['--help'] : dispatch(argv),
      terminal.outColumns?.() ?? terminal.columns(),
    );
    if (parsed.kind === 'command') return await parsed.command.run(parsed.args, terminal);
    terminal.out(parsed.text);
    // Help that nobody asked for: a script whose spec is an empty variable must not go on.
    return bare ? EXIT.usage : EXIT.done;
  } catch (error) {
    const { code, text } = explainError(error);
    const stack = argv.includes('--debug') && error instanceof Error ? `\n${error.stack}` : '';
    // What a file or an argument holds may be in it.
    terminal.message(`${printableText(text)}${stack}\n`);
    return code;
  }
}
