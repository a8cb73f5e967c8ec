import { describe, expect, test } from 'vitest';
import { shownLength } from '../../src/text/fit.js';
import {
  csvCell,
  jsonText,
  keyMarks,
  paint,
  printableLine,
  printableText,
  terminalText,
} from '../../src/text/printable.js';

/** All of C0 and C1 with DEL, what turns directions around, noncharacters, and half of a pair. */
const HOSTILE = [
  ...Array.from({ length: 32 }, (_, code) => code),
  ...Array.from({ length: 33 }, (_, index) => 0x7f + index),
  0x61c,
  0x200e,
  0x200f,
  ...Array.from({ length: 5 }, (_, index) => 0x202a + index),
  ...Array.from({ length: 4 }, (_, index) => 0x2066 + index),
  ...Array.from({ length: 32 }, (_, index) => 0xfdd0 + index),
  0xd800,
]
  .map((code) => `a${String.fromCharCode(code)}b`)
  .join('');
const FORBIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]/;

describe('text for people', () => {
  test('has no control character and nothing that turns its direction', () => {
    for (const text of [
      printableText(HOSTILE),
      printableLine(HOSTILE),
      terminalText(HOSTILE, false),
      csvCell(HOSTILE),
    ]) {
      expect(text).not.toMatch(FORBIDDEN);
      // What stands between is kept, and a half of a pair would be no text.
      expect(text.replace(/[^ab]/g, '')).toBe('ab'.repeat(HOSTILE.split('b').length - 1));
      expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
    }
    expect(printableLine('one\r\ntwo\tthree')).toBe('one two three');
    expect(printableText('one\r\ntwo\tthree')).toBe('one\ntwo\tthree');
  });

  test('keeps both kinds of ends of lines on their way, and no carriage return alone', () => {
    expect(terminalText('a\r\nb\rc\n', false)).toBe('a\r\nb c\n');
  });

  test('keeps letters of all scripts, and signs of several parts', () => {
    const text = 'Größe 大きさ גודל 👩‍🔬 e\u0301';
    expect(printableLine(text)).toBe(text);
    expect(terminalText(text, true)).toBe(text);
  });

  test('is coloured by the terminal alone, where it has colours', () => {
    const text = `${paint('bad', 'bad')}\u001b[31m`;
    expect(terminalText(text, true)).toBe('\u001b[31mbad\u001b[39m [31m');
    expect(terminalText(text, false)).toBe('bad [31m');
  });

  test('is not coloured by marks that come from outside, in part or whole', () => {
    const foreign = paint('red', 'bad');
    keyMarks(Uint8Array.from([1, 2, 3, 250]));
    try {
      const own = paint('good', 'good');
      for (const colour of [true, false]) {
        expect(terminalText(foreign, colour)).toBe('\ufffdred\ufffd');
        expect(terminalText(own.slice(0, 4), colour)).toBe('\ufffd'.repeat(4));
      }
      expect(terminalText(`${foreign}${own}`, true)).toBe(
        '\ufffdred\ufffd\u001b[32mgood\u001b[39m',
      );
      expect(terminalText(own, false)).toBe('good');
      expect(shownLength(own)).toBe(4);
    } finally {
      keyMarks(Uint8Array.from([]));
    }
  });

  test('has no character that XML has no place for', () => {
    expect(printableText('a\ufffeb\uffffc')).toBe('a\ufffdb\ufffdc');
  });
});

describe('a cell of CSV', () => {
  test.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['-1.5e-7', '-1.5e-7'],
    ['+12', '+12'],
    ['a=b', 'a=b'],
    ['-', "'-"],
  ])('of the text %s is %s', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  test('of a number is the number, and raw any text is as it was', () => {
    expect(csvCell(-5)).toBe('-5');
    expect(csvCell(-5n)).toBe('-5');
    expect(csvCell(null)).toBe('');
    expect(csvCell('=1+1', true)).toBe('=1+1');
    expect(csvCell('\u001b[31m,', true)).toBe('"\u001b[31m,"');
  });
});

test('JSON is the same document, and holds nothing that a terminal obeys', () => {
  const document = { [HOSTILE]: [HOSTILE, 2n ** 60n, null] };
  const text = jsonText(document, 2);
  expect(text).not.toMatch(FORBIDDEN);
  expect(JSON.parse(text)).toEqual({ [HOSTILE]: [HOSTILE, '1152921504606846976', null] });
});
