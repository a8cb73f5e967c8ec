import { wrapText, wrapWords } from '../../text/fit.js';
import type { Terminal } from './terminal.js';
import { printableLine } from '../../text/printable.js';

/** Characters of a line of stdout; Infinity where it is no terminal. */
export function outWidth({ outColumns }: Terminal): number {
  return outColumns?.() ?? Infinity;
}

/**
 * Writes text for people to stdout: fitted to the terminal there, whole where it goes elsewhere.
 *
 * @param write gets the characters of a line, Infinity where there is no terminal.
 */
export function printText(terminal: Terminal, write: (width: number) => string): void {
  const width = outWidth(terminal);
  terminal.out(wrapText(write(width), width));
}

/** Writes lines of data; raw, as they are where they go to no terminal. */
export function printData(terminal: Terminal, text: string, raw: boolean): void {
  if (raw && terminal.raw !== undefined) terminal.raw(`${text}\n`);
  else terminal.out(text);
}

/**
 * Writes data as it comes, no faster than it is read: where the reader goes away, or the memory of a
 * stream would grow without end, the next part waits.
 */
export async function printParts(
  terminal: Terminal,
  parts: Iterable<string>,
  raw = false,
): Promise<void> {
  for (const part of parts) {
    printData(terminal, part, raw);
    await terminal.taken?.();
    // A reader that has gone is noticed between two parts only.
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}

/** Of a terminal of 80 columns; longer lines are hard to read. */
const WIDTH = 79;

/**
 * Terms and what is said of each, one below the other; a long text goes on under its own start.
 *
 * @param width characters of a line, where the terminal has fewer than 79.
 */
export function factsText(facts: readonly (readonly [string, string])[], width = Infinity): string {
  const indent = facts.reduce((widest, [term]) => Math.max(widest, term.length), 0) + 4;
  return facts
    .map(([term, text]) => {
      const lines = wrapWords(printableLine(text).split(' '), Math.min(WIDTH, width) - indent);
      return `  ${term.padEnd(indent - 2)}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
    })
    .join('\n');
}
