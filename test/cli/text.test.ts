import { expect, test } from 'vitest';
import { writeDuration, writeEstimate } from '../../src/cli/terminal/quantities.js';
import { factsText } from '../../src/cli/terminal/print.js';
import { rowsText } from '../../src/cli/terminal/rows-text.js';
import { hasColour } from '../../src/cli/terminal/terminal.js';
import { textTable } from '../../src/cli/terminal/text-table.js';

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [3599.7, '1 h 00 min'],
  [7800, '2 h 10 min'],
  [7199, '2 h 00 min'],
])('%d seconds are written %s', (seconds, text) => {
  expect(writeDuration(seconds)).toBe(text);
});

test.each([
  [0.4, 'under 1 s'],
  [1.3, '1 s'],
  [9.6, '10 s'],
  [59.6, '1 min 00 s'],
  [187, '3 min 05 s'],
  [598, '10 min'],
  [1379, '23 min'],
  [3580, '1 h 00 min'],
  [7920, '2 h 10 min'],
])('an estimate of %d seconds is written %s', (seconds, text) => {
  expect(writeEstimate(seconds)).toBe(text);
});

test('numbers stand to the right, words to the left, and nothing is empty', () => {
  expect(
    textTable(
      ['name', 'flops'],
      [
        ['a', '1,234'],
        ['bcd', null],
      ],
    ),
  ).toBe(['name  flops', '----  -----', 'a     1,234', 'bcd'].join('\n'));
});

test('a value cannot move the cursor or break a line', () => {
  const text = textTable(['a'], [['x\u001b[2J\ny']]);
  expect(text).not.toContain('\u001b');
  expect(text.split('\n')).toHaveLength(3);
});

test('rows: JSON has integers past 2^53 as text, CSV quotes what it must', () => {
  const rows = {
    columns: ['a', 'b'],
    rows: [{ a: 9007199254740993n, b: 'x, "y"' }],
  };
  expect(JSON.parse(rowsText(rows, 'json'))).toEqual([{ a: '9007199254740993', b: 'x, "y"' }]);
  expect(rowsText(rows, 'csv')).toBe('a,b\n9007199254740993,"x, ""y"""');
  expect(rowsText({ columns: ['a'], rows: [] }, 'json')).toBe('[]');
});

test('rows as Markdown: a value can neither end its cell nor its line, null is empty', () => {
  const rows = {
    columns: ['a', 'b|c'],
    rows: [
      { a: 'x|y\nz', 'b|c': null },
      { a: 9007199254740993n, 'b|c': '\\|' },
    ],
  };
  expect(rowsText(rows, 'markdown')).toBe(
    ['| a | b\\|c |', '| --- | --- |', '| x\\|y<br>z |  |', '| 9007199254740993 | \\\\\\| |'].join(
      '\n',
    ),
  );
});

test('facts are wrapped for 80 columns, but a word that is to be copied is not cut', () => {
  const text = factsText([
    ['a', 'word '.repeat(30).trim()],
    ['longer', 'x'.repeat(100)],
  ]);
  const lines = text.split('\n');
  expect(lines.slice(0, -1).every((line) => line.length < 80)).toBe(true);
  expect(lines.at(-1)).toBe(`  longer  ${'x'.repeat(100)}`);
  expect(lines[1]).toMatch(/^ {10}word/);
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('a stream with isTTY %s and %j has colour: %s', (isTTY, env, colour) => {
  expect(hasColour({ isTTY }, env)).toBe(colour);
});
