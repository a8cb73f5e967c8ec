import type { WriteStream } from 'node:tty';
import { wrapText } from '../../messages/wrap.js';

/** Where a command reads its surroundings and writes: data to `out`, all else to `message`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly message: (text: string) => void;
  /** Data as they are, without a line's end; left out where whole lines are collected. */
  readonly raw?: (text: string) => void;
  /** What a person answers, the empty text for no answer; left out where there is nobody to ask. */
  readonly ask?: (question: string) => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where messages go is a terminal that can redraw lines. */
  readonly live: boolean;
  /** Width of that terminal in characters. */
  readonly columns: () => number;
  /** Width of the terminal that data go to; left out where they go elsewhere, and stay whole. */
  readonly outColumns?: () => number;
  readonly outColour: boolean;
  readonly messageColour: boolean;
}

/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

type Output = Pick<WriteStream, 'isTTY' | 'columns'> & {
  readonly write: (text: string) => unknown;
};

/** The terminal of a process. Messages are broken between words where they go to a terminal. */
export function terminalOf({
  env,
  stdin,
  stdout,
  stderr,
}: {
  readonly env: Terminal['env'];
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
}): Terminal {
  const columns = (): number => stderr.columns || USUAL_COLUMNS;
  return {
    out: (text) => void stdout.write(`${text}\n`),
    message: (text) => void stderr.write(stderr.isTTY ? wrapText(text, columns()) : text),
    raw: (text) => void stdout.write(text),
    ...(stdin.isTTY === true && stderr.isTTY ? { ask: askOnTerminal } : {}),
    env,
    live: stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    columns,
    ...(stdout.isTTY ? { outColumns: () => stdout.columns || USUAL_COLUMNS } : {}),
    outColour: hasColour(stdout, env),
    messageColour: hasColour(stderr, env),
  };
}

/** https://no-color.org and https://force-color.org, per stream. */
export function hasColour(
  stream: Pick<WriteStream, 'isTTY'>,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Ctrl-C and the end of the input are no answer. */
async function askOnTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
