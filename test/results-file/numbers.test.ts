import { describe, expect, test } from 'vitest';
import { decimalMarkOf, readNumber, type DecimalMark } from '../../src/results-file/numbers.js';
import { canonical, shortValue } from '../../src/results-file/csv.js';

const valueOf = (text: string, mark: DecimalMark = '.'): unknown => {
  const read = readNumber(text, mark);
  return read.kind === 'number' ? read.value : read.kind;
};

describe('a cell with a number', () => {
  test.each<readonly [string, DecimalMark, number | bigint]>([
    ['0.975', '.', 0.975],
    [' .5 ', '.', 0.5],
    ['-1.5e-3', '.', -0.0015],
    ['84550', '.', 84550],
    ['84550.0', '.', 84550],
    ['1e6', '.', 1_000_000],
    ['1.5E+6', '.', 1_500_000],
    ['179,050', '.', 179_050],
    ['1,234,567.25', '.', 1_234_567.25],
    ['1 234 567', '.', 1_234_567],
    ['1\u202f234', '.', 1234],
    ["1'234'567", '.', 1_234_567],
    ['0,975', ',', 0.975],
    ['1.234.567,5', ',', 1_234_567.5],
    ['179.050', ',', 179_050],
    ['4.1G', '.', 4_100_000_000],
    ['4.1 GFLOPs', '.', 4_100_000_000],
    ['25.6M', '.', 25_600_000],
    ['7B', '.', 7_000_000_000],
    ['9007199254740991', '.', 9007199254740991],
    // 2^53 + 1 and 10^21: no double has all their digits, or none is written so.
    ['9007199254740993', '.', 9007199254740993n],
    ['1e21', '.', 1_000_000_000_000_000_000_000n],
    ['209,533,460,200,000,000,001', '.', 209533460200000000001n],
  ])('%j with %j is %s', (text, mark, value) => {
    expect(valueOf(text, mark)).toBe(value);
  });

  test('may be in per cent', () => {
    expect(readNumber('97.5 %', '.')).toEqual({ kind: 'number', value: 97.5, isPerCent: true });
    expect(readNumber('97.5', '.')).toMatchObject({ isPerCent: false });
  });

  test.each(['', ' ', 'NA', 'n/a', 'None', 'null', '-', '<NA>'])('%j is missing', (text) => {
    expect(valueOf(text)).toBe('missing');
  });

  test.each(['nan', 'NaN', 'inf', '-Infinity', '1e999', '1.#INF'])('%j is not finite', (text) => {
    expect(valueOf(text)).toBe('non-finite');
  });

  test.each([
    ['abc', '.'],
    ['1.2.3', '.'],
    ['1,2', '.'],
    ['12,34,567', '.'],
    ['0.5', ','],
    ['1e', '.'],
    ['0x10', '.'],
    ['5 apples', '.'],
    ['e5', '.'],
    ['%', '.'],
    ['1,0000', '.'],
    ['G', '.'],
  ] as const)('%j with %j is text', (text, mark) => {
    expect(valueOf(text, mark)).toBe('text');
  });
});

describe('the decimal mark of a file', () => {
  test.each<readonly [readonly string[], string, DecimalMark | 'ambiguous']>([
    [['84550', '0.975'], ',', '.'],
    [['84550', '0,975'], ';', ','],
    [['179.050', '0,975'], ';', ','],
    [['179,050', '0.975'], ';', '.'],
    [['179,050', '98,125'], ';', 'ambiguous'],
    [['179,050'], '\t', 'ambiguous'],
    // Between commas a quoted one groups thousands, unless it cannot.
    [['179,050', '1'], ',', '.'],
    [['0,975'], ',', ','],
    [['1,234,567'], ';', '.'],
    [['1.234.567'], ';', ','],
    [['1.234'], ';', '.'],
    [['1,234.5'], ';', '.'],
    [['1.234,5'], ';', ','],
    [['97,5 %'], ';', ','],
    [['x,y', '1,2,3'], ';', ','],
    [[], ';', '.'],
  ])('of %j between %j is %j', (cells, delimiter, expected) => {
    const found = decimalMarkOf(cells, delimiter);
    expect('mark' in found ? found.mark : 'ambiguous').toBe(expected);
  });
});

describe('values of hyper-parameters', () => {
  test.each([
    ['64', '64.0'],
    ['0.001', '1e-3'],
    ['-0.50', '-.5'],
    ['007', '7'],
    ['1e3', '1000'],
    [' a ', 'a'],
  ])('%j and %j are one', (one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });

  test.each([
    ['64', '6.4'],
    ['a', 'A'],
    ['12345678901234567890', '12345678901234567891'],
    ['', '0'],
    ['1e999', '2e999'],
  ])('%j and %j are two', (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });

  test('lists are written as hidden layers are', () => {
    expect(shortValue('[100, 100]')).toBe('100-100');
    expect(shortValue('(64,)')).toBe('64');
    expect(shortValue('[]')).toBe('none');
    expect(shortValue('resnet18')).toBe('resnet18');
    expect(shortValue('0.275034884505077')).toBe('0.275');
    expect(shortValue('3.0000412e-05')).toBe('0.00003');
    expect(shortValue('0.0001')).toBe('0.0001');
    expect(shortValue('x'.repeat(50))).toHaveLength(40);
  });
});
