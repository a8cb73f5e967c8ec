import { dispatch } from './dispatch.js';
import { EXIT } from './exit-code.js';
import { explainError } from './explain-error.js';
import { parseArguments } from './parse-arguments.js';
import type { Terminal } from './terminal/terminal.js';

/** Runs one command line and returns its exit code; never rejects. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const parsed = await parseArguments(dispatch(argv), terminal.columns());
    if (parsed.kind === 'command') return await parsed.command.run(parsed.args, terminal);
    terminal.out(parsed.text);
    return EXIT.done;
  } catch (error) {
    const { code, text } = explainError(error);
    const stack = argv.includes('--debug') && error instanceof Error ? `\n${error.stack}` : '';
    terminal.message(`${withoutControls(text)}${stack}\n`);
    return code;
  }
}

/** What a file or an argument holds must not move the cursor or colour the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ');
}
