import { wrapText } from '../../messages/wrap.js';
import type { Terminal } from './terminal.js';

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
