import { expect, test } from 'vitest';
import { minBelowMax } from '../../../src/spec/search/distribution.js';
import { choices, wholeNumber } from '../../../src/spec/words/messages.js';
import { objectiveExpected, validationInstead } from '../../../src/spec/schema/objectives.js';
import { valueOf } from '../../../src/spec/read/checks/messages.js';

test('a range without an end is said by its beginning', () => {
  expect(wholeNumber(1, Number.MAX_SAFE_INTEGER)).toBe('a whole number from 1 up');
  expect(wholeNumber(0, 100_000)).toBe('a whole number from 0 to 100,000');
});

test('one choice is no list', () => {
  expect(choices(['mnist'])).toBe('mnist');
  expect(choices(['mnist', 'idx'])).toBe('one of mnist, idx');
});

test('bounds that are one number are a value, others are swapped', () => {
  expect(minBelowMax(2, 2)).toBe('a min below max; write {value: 2}');
  expect(minBelowMax(2, 1)).toBe('a min below max; swap them');
});

test('only an objective on the test set is told why it is none', () => {
  expect(objectiveExpected(['val_loss', 'flops'], null)).toBe('one of val_loss, flops');
  expect(objectiveExpected(['val_loss', 'flops'], validationInstead('val_loss'))).toMatch(
    /; use val_loss$/,
  );
});

test('of many values the first dozen is named', () => {
  const values = Array.from({ length: 40 }, (_, index) => String(index));
  expect(valueOf('epochs', values)).toBe('a value of epochs: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11');
});
