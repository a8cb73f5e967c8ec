import { printableLine } from './printable.js';

/** Of a terminal of 80 columns. */
const WIDTH = 79;

/** Terms and what is said of each, one below the other; a long text goes on under its own start. */
export function factsText(facts: readonly (readonly [string, string])[]): string {
  const indent = facts.reduce((widest, [term]) => Math.max(widest, term.length), 0) + 4;
  return facts
    .map(([term, text]) => {
      const lines = wrapped(printableLine(text), WIDTH - indent);
      return `  ${term.padEnd(indent - 2)}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
    })
    .join('\n');
}

/** Broken between words; a word that is longer than a line is left whole, to be copied. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
