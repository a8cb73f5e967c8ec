/** Text of a spec on its way to a terminal: no control characters, one line, `longest` letters. */
export function printable(text: string, longest = 40): string {
  const line = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '\uFFFD').trim();
  return line.length > longest ? `${line.slice(0, longest - 3)}...` : line;
}
