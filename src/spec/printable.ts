/** Text of a spec on its way to a terminal: no control characters, one line, at most 40 letters. */
export function printable(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '\uFFFD').trim();
  return line.length > 40 ? `${line.slice(0, 37)}...` : line;
}
