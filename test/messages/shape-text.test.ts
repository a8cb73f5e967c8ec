import { expect, test } from 'vitest';
import { shapeText } from '../../src/messages/shape-text.js';

test('sizes that are not known are written as Keras writes them', () => {
  expect(shapeText([null, 3])).toBe('[None, 3]');
});
