/**
 * Text from outside (names of a foreign model, paths, what a database holds) on its way to people: what
 * would move a cursor, colour a terminal or turn the order of letters around does not get through.
 */

/** C0, DEL and C1 but for tab and line feed. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Marks, embeddings, overrides and isolates that turn the direction of text (Trojan Source). */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Halves of a pair of UTF-16 without the other one. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Characters that stand for none in any text: `paint` marks colours by them, and XML has no place for the last two. */
const MARKS = /[\ufdd0-\ufdef\ufffe\uffff]/g;

/** A text of several lines, without control characters and what turns its direction. */
export function printableText(text: string): string {
  return withoutTurns(text.replace(/\r\n/g, '\n').replace(CONTROLS, ' ')).replace(MARKS, '\ufffd');
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printableText(text).replace(/[\n\t]/g, ' ');
}

function withoutTurns(text: string): string {
  return text.replace(TURNS, '\ufffd').replace(LONE, '\ufffd');
}

/** How a text can be shown on a terminal. */
export const COLOURS = ['bold', 'faint', 'good', 'bad', 'warning'] as const;
export type Colour = (typeof COLOURS)[number];

/** Select Graphic Rendition (ECMA-48): its number to begin, and to end. */
const CODES: Readonly<Record<Colour, readonly [begin: number, end: number]>> = {
  bold: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  warning: [33, 39],
};
const FIRST_MARK = 0xfdd0;
/** Marks that stand for no colour, of which a key is made. */
const [FIRST_OF_KEY, KEY_MARKS] = [0xfde0, 16];

/** Marks of `paint`: a begin and an end for each colour. */
const OF_COLOURS = `${String.fromCharCode(FIRST_MARK)}-${String.fromCharCode(FIRST_MARK + 2 * COLOURS.length - 1)}`;

/** Follows each mark of `paint`: what comes from outside cannot know it, and colours nothing. */
let key = '';

/** Makes the key, once for a process that writes. @param secret bytes that nobody outside can guess. */
export function keyMarks(secret: Uint8Array): void {
  key = Array.from(secret, (byte) => String.fromCharCode(FIRST_OF_KEY + (byte % KEY_MARKS))).join(
    '',
  );
}

/** Marks a text to be coloured by the terminal that writes it: only that one makes control characters. */
export function paint(text: string, colour: Colour): string {
  const mark = FIRST_MARK + 2 * COLOURS.indexOf(colour);
  return `${String.fromCharCode(mark)}${key}${text}${String.fromCharCode(mark + 1)}${key}`;
}

/**
 * What a terminal may be sent of a text for people: control characters are gone, marks of colours are
 * those of ECMA-48 where there is colour, and nothing elsewhere.
 */
export function terminalText(text: string, colour: boolean): string {
  // The ends of lines of CSV are both characters.
  const clean = withoutTurns(
    text.replace(CONTROLS, (found, at: number) =>
      found === '\r' && text[at + 1] === '\n' ? found : ' ',
    ),
  );
  const own = new RegExp(`([${OF_COLOURS}])${key}`, 'g');
  const coloured = clean.split(own).map((part, index) => {
    if (index % 2 === 0) return part.replace(MARKS, '\ufffd');
    const place = part.charCodeAt(0) - FIRST_MARK;
    const found = COLOURS[Math.floor(place / 2)];
    return colour && found !== undefined ? `\u001b[${CODES[found][place % 2]}m` : '';
  });
  return coloured.join('');
}

/**
 * A cell of CSV (RFC 4180). Text that a spreadsheet would take for a formula has an apostrophe before
 * it, as spreadsheets themselves write text; control characters but line feeds are replaced.
 *
 * @param raw the text as it is, only quoted.
 */
export function csvCell(value: string | number | bigint | null, raw = false): string {
  if (value === null) return '';
  const text =
    typeof value === 'string' && !raw ? withoutFormula(printableText(value)) : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A number that is written as text is none. */
function withoutFormula(text: string): string {
  if (!/^[=+\-@\t]/.test(text)) return text;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? text : `'${text}`;
}

/**
 * A document of JSON. Integers beyond 2^53 are strings. What a terminal could obey is written as an
 * escape, which is the same text: the document is exact.
 *
 * @param space of the indent; one line where it is left out.
 */
export function jsonText(document: unknown, space?: number): string {
  const text = JSON.stringify(document, jsonValue, space);
  return text.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
