import { expect, test } from 'vitest';
import { counted } from '../../src/text/values.js';

test('one is one, and any other number is several', () => {
  expect([0, 1, 2].map((count) => counted(count, 'layer'))).toEqual([
    '0 layers',
    '1 layer',
    '2 layers',
  ]);
  expect(counted(2, 'query', 'queries')).toBe('2 queries');
});
