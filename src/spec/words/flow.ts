/** Longer than this nobody copies from a terminal. */
const LONGEST = 160;

/** What YAML reads as the text that it is, without quotes. */
const PLAIN = /^([A-Za-z_$][\w$./-]*|(\d+[dhms])+)$/;
const NOT_A_TEXT = /^(true|false|null|yes|no|on|off|y|n)$/i;

/**
 * A value as one line of YAML, `{values: [1, 2]}`: to be pasted. Null where it would be long, or has
 * what cannot be written so.
 */
export function flowText(value: unknown): string | null {
  const parts: string[] = [];
  let left = LONGEST;
  const write = (text: string): void => {
    parts.push(text);
    left -= text.length;
  };
  const put = (item: unknown): void => {
    if (left < 0) return;
    if (Array.isArray(item)) {
      write('[');
      (item as unknown[]).slice(0, LONGEST).forEach((one, index) => {
        if (index > 0) write(', ');
        put(one);
      });
      write(']');
    } else if (typeof item === 'object' && item !== null) {
      write('{');
      Object.entries(item)
        .slice(0, LONGEST)
        .forEach(([key, one], index) => {
          write(`${index > 0 ? ', ' : ''}${scalarText(key)}: `);
          put(one);
        });
      write('}');
    } else write(scalarText(item));
  };
  put(value);
  const text = parts.join('');
  return left < 0 || /\p{C}/u.test(text) ? null : text;
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') {
    return PLAIN.test(value) && !NOT_A_TEXT.test(value)
      ? value
      : JSON.stringify(value.slice(0, LONGEST + 1));
  }
  if (typeof value !== 'number' || Number.isFinite(value)) return String(value ?? 'null');
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}

/** Text of a spec on its way to a terminal: no control characters, one line, `longest` letters. */
export function printable(text: string, longest = 40): string {
  const line = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '\uFFFD').trim();
  return line.length > longest ? `${line.slice(0, longest - 3)}...` : line;
}
