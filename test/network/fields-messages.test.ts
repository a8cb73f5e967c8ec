import { expect, test } from 'vitest';
import { sides, wrongField } from '../../src/layers/messages.js';

const LAYER = { layer: 'd', class: 'Dense' };

test('a setting that is missing got nothing, one that is null got null', () => {
  expect(wrongField(LAYER, 'units', undefined, 'a number')).toBe(
    'layer d (Dense): units is missing; expected a number',
  );
  expect(wrongField(LAYER, 'units', null, 'a number')).toBe(
    'layer d (Dense): units is wrong; got null; expected a number',
  );
});

test('a setting that is as long as a book is cut', () => {
  const text = wrongField(LAYER, 'units', 'x'.repeat(5000), 'a number');
  expect(text.length).toBeLessThan(220);
  expect(text).toMatch(/x…; expected a number$/);
});

test('the sides of one dimension are two numbers, of two dimensions pairs', () => {
  expect(sides(1)).toBe('a whole number from 0 up, or two');
  expect(sides(2)).toBe('a whole number from 0 up, or 2 of them, or 2 pairs');
});
