/** `file.yaml:3:14:` at the start of a line: one word, whatever the path holds. */
const PLACE = /^\S.*?:\d+:\d+:(?= )/;
/** A word, a short text in quotes, which is copied as a whole, or a number with its unit. */
const WORD = /(\s*)((?:"[^"\n]{1,40}"|(?<=\d) (?=(?:s|ms|min|h|%|[kMG]B)(?!\w))|[^\s"]|")+)/g;
/** Spaces that a line begins with, and colours before them. */
const START = /^[\ufdd0-\ufdef]*(\s*)/;
/** Marks of colours take no room. */
const UNSEEN = /[\ufdd0-\ufdef]/g;

/** Characters that a terminal shows of a text of one line. */
export function shownLength(text: string): number {
  return text.replace(UNSEEN, '').length;
}

/**
 * Words of a line in lines of at most `width` characters; a word that is longer than a line is left
 * whole, to be copied.
 *
 * @param first characters of the first line, where it has more or fewer.
 */
export function wrapWords(words: readonly string[], width: number, first = width): string[] {
  const lines: string[] = [];
  let length = 0;
  for (const word of words) {
    const more = shownLength(word);
    if (lines.length > 0 && length + 1 + more <= (lines.length === 1 ? first : width)) {
      lines[lines.length - 1] += ` ${word}`;
      length += 1 + more;
    } else {
      const begun = lines.length === 0 ? word : word.trimStart();
      lines.push(begun);
      length = shownLength(begun);
    }
  }
  return lines;
}

/**
 * Breaks the lines that are too long between words; those that fit, as tables made for this width,
 * stay as they are. What follows goes on under its line's own start, and below a place in a file a
 * little further right.
 *
 * @param width characters of a line; Infinity where there is no terminal.
 */
export function wrapText(text: string, width: number): string {
  if (width === Infinity) return text;
  return text
    .split('\n')
    .map((line) => (shownLength(line) <= width ? line : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const [start = '', indent = ''] = START.exec(line) ?? [];
  const place = PLACE.exec(line.slice(start.length))?.[0];
  const words = [
    ...(place === undefined ? [] : [place]),
    // Where columns are set apart by more than one space, they stay so.
    ...[...line.slice(start.length + (place?.length ?? 0)).matchAll(WORD)].map(
      ([, gap = '', word = '']) => `${gap.slice(1)}${word}`,
    ),
  ];
  const deeper = place === undefined ? indent : `${indent}  `;
  const lines = wrapWords(words, width - deeper.length, width - indent.length);
  return `${start}${lines.join(`\n${deeper}`)}`;
}

/** How a table is made to fit where it is read. */
export interface TableFit {
  /** Characters of a line; Infinity where the text goes to no terminal. */
  readonly width: number;
  /** Titles of the columns that may be left out, the least important first. */
  readonly optional?: readonly string[];
}

/** Between two columns. */
export const GAP = 2;

export type Fitted =
  | {
      readonly kind: 'table';
      /** Indices of the columns that are shown, ascending. */
      readonly columns: readonly number[];
      /** Titles of the others. */
      readonly leftOut: readonly string[];
    }
  /** Too narrow even without what may be left out: a line for each cell, nothing left out. */
  | { readonly kind: 'upright' };

/**
 * Leaves columns out until the rest fits, the least important first; one that finds room after all,
 * since a wider one had to go too, is taken back.
 *
 * @param widths of the columns, in characters.
 */
export function fitColumns(
  titles: readonly string[],
  widths: readonly number[],
  { width, optional = [] }: TableFit,
): Fitted {
  const shown = new Set(titles.keys());
  const takes = (): number =>
    [...shown].reduce((sum, column) => sum + (widths[column] ?? 0), GAP * (shown.size - 1));
  const gone: number[] = [];
  for (const title of optional) {
    if (takes() <= width) break;
    const column = titles.indexOf(title);
    if (column < 0) continue;
    shown.delete(column);
    gone.push(column);
  }
  if (takes() > width) return { kind: 'upright' };
  for (const column of gone.toReversed()) {
    shown.add(column);
    if (takes() > width) shown.delete(column);
  }
  return {
    kind: 'table',
    columns: [...titles.keys()].filter((column) => shown.has(column)),
    leftOut: titles.filter((_, column) => !shown.has(column)),
  };
}

/** A block for each row, a line for each of its cells: title, then text; long ones are wrapped. */
export function uprightRows(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const indent = titles.reduce((widest, title) => Math.max(widest, title.length), 0) + GAP;
  return rows
    .map((row) =>
      titles
        .map((title, column) => {
          const lines = wrapWords((row[column] ?? '').split(' '), width - indent);
          return `${title.padEnd(indent)}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
        })
        .filter((line) => shownLength(line) > 0)
        .join('\n'),
    )
    .join('\n\n');
}

/** Below a table that had to leave some out. */
export function columnsLeftOut(titles: readonly string[]): string {
  return `Too narrow for ${titles.join(', ')}; a wider terminal or --json shows all.`;
}
