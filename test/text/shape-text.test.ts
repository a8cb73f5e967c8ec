import { expect, test } from 'vitest';
import { shapeText } from '../../src/text/values.js';

test('sizes that are not known are written as Keras writes them', () => {
  expect(shapeText([null, 3])).toBe('[None, 3]');
});
