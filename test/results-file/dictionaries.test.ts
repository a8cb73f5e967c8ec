import { expect, test } from 'vitest';
import { readCsv } from '../../src/results-file/csv.js';
import { expandDictionaries } from '../../src/results-file/dictionaries.js';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const headerOf = (cell: string): readonly string[] =>
  expandDictionaries(readCsv(`config,b\n${quoted(cell)},1\n`, 'a.csv')).header;
const nested = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

test('dictionaries in dictionaries become columns', () => {
  expect(headerOf(nested(3, "{'a': ", '}'))).toEqual(['config.a.a.a', 'b']);
});

test.each([
  ['dictionaries', nested(60_000, "{'a': ", '}')],
  ['dictionaries without an end', "{'a': ".repeat(60_000)],
  ['lists', `{'a': ${nested(60_000, '[', ']')}}`],
  ['tuples', `{'a': ${'('.repeat(60_000)}`],
])('a cell of sixty thousand nested %s stays text', (_, cell) => {
  expect(headerOf(cell)).toEqual(['config', 'b']);
});
