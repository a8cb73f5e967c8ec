import { expect, test } from 'vitest';
import { quartilesOf } from '../../src/front/statistics.js';

// numpy.quantile([...], [.25, .5, .75])
test.each([
  [[7], [7, 7, 7]],
  [
    [3, 1],
    [1.5, 2, 2.5],
  ],
  [
    [4, 1, 3, 2],
    [1.75, 2.5, 3.25],
  ],
  [
    [10, 30, 20, 50, 40],
    [20, 30, 40],
  ],
])('quartiles of %j are %j', (values, [lower, median, upper]) => {
  expect(quartilesOf(values)).toEqual({ lower, median, upper });
});

test('of nothing there are none', () => {
  expect(() => quartilesOf([])).toThrow(RangeError);
});
