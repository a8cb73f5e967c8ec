import { wrapWords } from '../../messages/wrap.js';
import { printableLine } from '../../messages/printable.js';

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
