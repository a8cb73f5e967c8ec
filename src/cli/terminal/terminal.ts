import { randomBytes } from 'node:crypto';
import { fstatSync, writeSync } from 'node:fs';
import { isatty, type WriteStream } from 'node:tty';
import { type Colour, keyMarks, paint, terminalText } from '../../text/printable.js';
import { wrapText } from '../../text/fit.js';

/** Colours of one stream; without colour the text is left alone. */
export type Style = Readonly<Record<Colour, (text: string) => string>>;

export function styleFor(colour: boolean): Style {
  const with_ =
    (name: Colour) =>
    (text: string): string =>
      colour ? paint(text, name) : text;
  return {
    bold: with_('bold'),
    faint: with_('faint'),
    good: with_('good'),
    bad: with_('bad'),
    warning: with_('warning'),
  };
}

/** A stream that could not be written, and why; `EPIPE` where its reader has gone. */
export interface OutputFailure {
  readonly stream: 'stdout' | 'stderr';
  readonly code: string;
  readonly reason: string;
}

/**
 * Where a command reads its surroundings and writes: data to `out`, all else to `message`. Whatever a
 * text holds, neither lets a control character through; colours are marked with `paint`.
 */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly message: (text: string) => void;
  /**
   * Data as they are, without a line's end, where they do not go to a terminal; left out where whole
   * lines are collected.
   */
  readonly raw?: (text: string) => void;
  /** Takes so many lines above the cursor, and its own, off a live terminal. */
  readonly erase?: (lines: number) => void;
  /** Resolves when what was written has been taken; where left out, all always is. */
  readonly taken?: () => Promise<void>;
  /** The first failure of each stream so far; writing on is harmless. */
  readonly failures?: () => readonly OutputFailure[];
  /** Calls back at the first failure of each stream. */
  readonly onFailure?: (callback: (failure: OutputFailure) => void) => void;
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
  readonly write: (text: string, taken?: (error?: Error | null) => void) => unknown;
  readonly on?: (event: 'error', listener: (error: Error) => void) => unknown;
};

/** The terminal of this process, and a key of its own for the marks of colours. */
export function ownTerminal(): Terminal {
  keyMarks(randomBytes(KEY_BYTES));
  return terminalOf({
    env: process.env,
    // Not `process.stdin`: to look at it is enough for a pipe to be read without waiting from then on.
    stdin: { isTTY: isatty(0) },
    stdout: wholeOutput(process.stdout, 1),
    stderr: wholeOutput(process.stderr, 2),
  });
}

const KEY_BYTES = 8;

/**
 * The stream, or where it goes to a file one that writes all of a text or fails: Node's own takes what a
 * full disk has room for to be the whole.
 */
function wholeOutput(stream: NodeJS.WriteStream, descriptor: number): Output {
  if (!isRegularFile(descriptor)) return stream;
  return {
    isTTY: false,
    columns: stream.columns,
    write: (text, taken) => {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      taken?.();
    },
  };
}

function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    // Closed before the start (`>&-`): its stream says so.
    return false;
  }
}

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
  const [outColour, messageColour] = [hasColour(stdout, env), hasColour(stderr, env)];
  const { writers, taken, failures, onFailure } = watched({ stdout, stderr });
  return {
    out: (text) => writers.stdout(`${terminalText(text, outColour)}\n`),
    message: (text) =>
      writers.stderr(terminalText(stderr.isTTY ? wrapText(text, columns()) : text, messageColour)),
    raw: (text) => writers.stdout(stdout.isTTY ? terminalText(text, false) : text),
    // Of a Ctrl-C the terminal has written `^C` where the cursor was.
    erase: (lines) => writers.stderr(`\r${lines > 0 ? `\u001b[${lines}A` : ''}\u001b[J`),
    taken,
    failures,
    onFailure,
    ...(stdin.isTTY === true && stderr.isTTY ? { ask: askOnTerminal } : {}),
    env,
    live: stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    columns,
    ...(stdout.isTTY ? { outColumns: () => stdout.columns || USUAL_COLUMNS } : {}),
    outColour,
    messageColour,
  };
}

/** Both streams, of which a failure is kept and never thrown: a full disk must not end a training. */
function watched(streams: Readonly<Record<OutputFailure['stream'], Output>>): Pick<
  Required<Terminal>,
  'taken' | 'failures' | 'onFailure'
> & {
  readonly writers: Readonly<Record<OutputFailure['stream'], (text: string) => void>>;
} {
  const failures = new Map<string, OutputFailure>();
  /** Of the others nothing is to be taken: even an empty write to a full disk fails. */
  const written = new Set<Output>();
  const callbacks: ((failure: OutputFailure) => void)[] = [];
  const writerOf = (stream: OutputFailure['stream']): ((text: string) => void) => {
    const output = streams[stream];
    const fail = (error: unknown): void => {
      if (failures.has(stream)) return;
      const { code = 'EIO', message } = error as NodeJS.ErrnoException;
      const failure = { stream, code, reason: message };
      failures.set(stream, failure);
      for (const callback of callbacks) callback(failure);
    };
    output.on?.('error', fail);
    return (text) => {
      written.add(output);
      try {
        output.write(text);
      } catch (error) {
        fail(error);
      }
    };
  };
  const writers = { stdout: writerOf('stdout'), stderr: writerOf('stderr') };
  return {
    writers,
    taken: async () => {
      await Promise.all(
        [...written].map(
          (output) =>
            // Fails as what was written before it: that is known already.
            new Promise<void>((resolve) => void output.write('', () => resolve())),
        ),
      );
    },
    failures: () => [...failures.values()],
    onFailure: (callback) => void callbacks.push(callback),
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
