import { expect, test } from 'vitest';
import { measured, type PerImage } from '../../src/quantity/measures.js';

/** One image: a number for each class, or one alone. */
const ONE: PerImage<readonly number[]> = {
  notAtMost: (a, [b = NaN]) => a.map((value) => (value <= b ? 0 : 1)),
  below: (x, limit) => x.map((value) => (value < limit ? 1 : 0)),
  sumOverClasses: (x) => [x.reduce((sum, value) => sum + value, 0)],
};

test.each([
  ['the largest', [9, 1, 2, 3, 4, 5, 6], 0, 1],
  ['the fifth', [5, 9, 8, 7, 6, 1, 2], 0, 1],
  ['the sixth', [4, 9, 8, 7, 6, 5, 2], 0, 0],
  // As in_top_k: what ties with the fifth is among the five.
  ['equal to the fifth', [5, 9, 8, 7, 6, 5, 5], 0, 1],
  ['one of equal ones', [0, 0, 0, 0, 0, 0, 0], 6, 1],
  ['the last of five classes', [0, 1, 2, 3, 4], 0, 1],
  ['the last, of three classes', [0, 1, 2], 0, 1],
  ['no number', [NaN, 1, 2, 3, 4, 5, 6], 0, 0],
  ['the largest, all others being no numbers', [9, NaN, NaN, NaN, NaN, NaN, NaN], 0, 0],
] as const)('an image whose class is %s', (_what, logits, label, expected) => {
  const answers = { logits, ofLabel: [logits[label] ?? NaN] };
  expect(measured('top5_accuracy', ONE, answers)).toEqual([expected]);
});
