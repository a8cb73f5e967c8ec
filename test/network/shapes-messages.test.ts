import { expect, test } from 'vitest';
import { noAxis, wrongRank } from '../../src/layers/messages.js';

test('an axis that is none is told which are; a scalar has none', () => {
  expect(noAxis(0, [3, 4])).toBe(
    'axis 0 is not a dimension of a sample [3, 4]; expected one from 1 to 2, or from -2 to -1',
  );
  expect(noAxis(1, [])).toBe('axis 1 is not a dimension of a sample []');
});

test('one dimension is not several', () => {
  expect(wrongRank([2, 2], 1)).toMatch(/; got \[2, 2\] for one sample; expected 1 dimension$/);
  expect(wrongRank([2], 3)).toMatch(/; expected 3 dimensions$/);
});
