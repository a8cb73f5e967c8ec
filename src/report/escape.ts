import { printableText } from '../text/printable.js';

/** Text that is markup already; only `markup` and the program's own constants make it. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | bigint | readonly Part[];

/**
 * A template of markup. What is put in is escaped, for text and for quoted attributes alike, unless
 * it is Markup itself; so text from a spec or an error cannot become markup by being forgotten.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings
    .map((string, index) => string + (index < parts.length ? write(parts[index] ?? '') : ''))
    .join('');
  return { markup: text };
}

/** Marks the program's own text as markup. Never for data. */
export function trusted(text: string): Markup {
  return { markup: text };
}

function write(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number' || typeof part === 'bigint') return String(part);
  return 'markup' in part ? part.markup : part.map(write).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and quoted attributes of HTML and XML alike: XML has no control characters at all. */
export function escapeHtml(text: string): string {
  return printableText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * JSON for inside a script element: no `<`, so neither `</script>` nor `<!--` can occur. Integers
 * beyond 2^53 become strings, as everywhere in this program's JSON.
 */
export function jsonForScript(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    // It is drawn and read: see `printableText`.
    return typeof item === 'string' ? printableText(item) : item;
  });
  return json
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
