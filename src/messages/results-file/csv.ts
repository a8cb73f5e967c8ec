import { counted } from '../counted.js';
import { problem } from '../problem.js';

// What keeps a file from being rows of fields. `place` is `results.csv:3:14`.

export function fileIsEmpty(file: string): string {
  return problem({
    what: `${file}: the file is empty`,
    expected: 'a header with the names of columns, then a row per run',
  });
}

export function noRows(file: string): string {
  return problem({
    what: `${file}: it has a header and no row`,
    expected: 'a row per run below the header',
  });
}

/** @param kind what its first bytes tell, as `a zip archive`; null where they tell nothing. */
export function notText(file: string, kind: string | null): string {
  return problem({
    what: `${file}: not a text file`,
    ...(kind === null ? {} : { got: kind }),
    expected: 'rows of text with commas, semicolons or tabs between fields',
    advice: 'save it as CSV',
  });
}

export function oneColumn(place: string, name: string): string {
  return problem({
    what: `${place}: the header has one column`,
    got: JSON.stringify(name),
    expected: 'names with commas, semicolons or tabs between them',
  });
}

export function headerNotNames(place: string, text: string): string {
  return problem({
    what: `${place}: the first row has a number in the place of a column's name`,
    got: text,
    expected: 'a header with the names of columns',
    advice: 'write one above the rows',
  });
}

export function columnTwice(place: string, name: string, first: number): string {
  return problem({
    what: `${place}: two columns have the name ${JSON.stringify(name)}`,
    got: `columns ${first} and this one`,
    advice: 'rename one of them',
  });
}

/** @param lines of the file that the row takes: more than one where a quoted field has line breaks. */
export function otherFieldCount(
  place: string,
  { got, expected, lines }: { readonly got: number; readonly expected: number; lines: number },
): string {
  const spread = lines > 1 ? ` on ${lines} lines, so a quote may be missing` : '';
  return problem({
    what: `${place}: the row has another number of fields than the header`,
    got: `${counted(got, 'field')}${spread}`,
    expected: `${expected}`,
    advice: 'a field that holds the separator needs quotes around it',
  });
}

export function quoteNotClosed(place: string): string {
  return problem({
    what: `${place}: the quote that opens this field is never closed`,
    advice: 'close it, or write a quote inside a field as ""',
  });
}

export function strayQuote(place: string): string {
  return problem({
    what: `${place}: a quote stands in the middle of this field`,
    expected: 'quotes around the whole field, and "" for one inside',
  });
}

/** What the reader of CSV says itself. */
export function unreadable(place: string, reason: string): string {
  return problem({ what: `${place}: it cannot be read as CSV (${reason})` });
}
