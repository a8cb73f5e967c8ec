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
