import { expect, test } from 'vitest';
import { counted } from '../../src/messages/plural.js';

test('one has no s, none and several have', () => {
  expect([0, 1, 2].map((count) => counted(count, 'trial'))).toEqual([
    '0 trials',
    '1 trial',
    '2 trials',
  ]);
});

test('the number is written as the caller writes numbers', () => {
  expect(counted(1300, 'trial', '1,300')).toBe('1,300 trials');
});
