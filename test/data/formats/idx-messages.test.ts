import { expect, test } from 'vitest';
import { otherLength, otherType } from '../../../src/data/formats/messages.js';

test('labels have one dimension, images three', () => {
  expect(otherType('a', 1, 0x0d)).toMatch(/got type 0x0d; .* with 1 dimension \(labels\)/);
  expect(otherType('a', 3, 8)).toMatch(/got type 0x08; .* with 3 dimensions \(images\)/);
});

test('the bytes that a header implies are the product of its sizes', () => {
  expect(otherLength('a', [2, 3, 4], 7)).toMatch(
    /^a: the header \[2, 3, 4\] implies 24 bytes; got 7 bytes;/,
  );
});
