import { expect, test } from 'vitest';
import { rankCorrelation } from '../../src/front/statistics.js';

const pairs = (x: readonly number[], y: readonly number[]) =>
  x.map((value, index) => [value, y[index] ?? NaN] as const);

test.each([
  // Any rising relation is 1, any falling one -1.
  [[1, 10, 100], [0.1, 0.2, 5], 1],
  [[1, 10, 100], [9, 4, 3], -1],
  // 1 - 6 * sum(d^2) / (n (n^2 - 1)), without ties: d = 0, 1, 1, 0.
  [[1, 2, 3, 4], [1, 3, 2, 4], 1 - (6 * 2) / (4 * 15)],
  // With ties: ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
  [[1, 2, 2, 3], [1, 2, 3, 4], 4.5 / Math.sqrt(4.5 * 5)],
])('of %j and %j it is %f', (x, y, expected) => {
  expect(rankCorrelation(pairs(x, y))).toBeCloseTo(expected, 12);
});

test('of two pairs, or of equal values, there is none', () => {
  expect(rankCorrelation(pairs([1, 2], [1, 2]))).toBeNull();
  expect(rankCorrelation(pairs([1, 2, 3], [4, 4, 4]))).toBeNull();
});
