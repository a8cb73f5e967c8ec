import type { WriteStream } from 'node:tty';

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
  readonly outColour: boolean;
  readonly messageColour: boolean;
}

export function processTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(`${text}\n`),
    message: (text) => void stderr.write(text),
    raw: (text) => void stdout.write(text),
    ...(stdin.isTTY && stderr.isTTY ? { ask: askOnTerminal } : {}),
    env,
    live: stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    columns: () => stderr.columns ?? 80,
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
