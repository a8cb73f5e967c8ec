/** `1 input`, `2 inputs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A label or a sentence as it stands within another one. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const MOST_CHARACTERS = 120;

/** Any value in a few words, for a message that says what was got. */
export function brief(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : asText(value);
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

function asText(value: unknown): string {
  try {
    return JSON.stringify(value, (_, item: unknown) => plain(item)) ?? String(value);
  } catch {
    // What holds itself.
    return Object.prototype.toString.call(value);
  }
}

/** What JSON has no word for, or too many. */
function plain(item: unknown): unknown {
  if (typeof item === 'bigint') return `${item}n`;
  if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
  return ArrayBuffer.isView(item) ? `${item.byteLength} bytes` : item;
}

/** `2.9 GB`, of 10^9 bytes each. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Sizes as they read, unknown ones as Keras writes them: `[None, 3]`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'None').join(', ')}]`;
}

/** Of what a library says of an error, its first line: the rest may be a page of advice. */
export function firstLine(error: unknown): string {
  const { message, name } = error as Error;
  return (message.split('\n').find((text) => text.trim() !== '') ?? name).trim();
}
