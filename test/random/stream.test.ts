import { expect, it } from 'vitest';
import { RandomStream } from '../../src/random/stream.js';

it.each([0, 1, 4, 5])('a stream moved after %d numbers is the stream of that index', (taken) => {
  const moved = new RandomStream(7, 'search', 3, 11);
  for (let count = 0; count < taken; count += 1) moved.uint32();
  moved.moveTo(5);
  const own = new RandomStream(7, 'search', 5, 11);
  const six = Array.from({ length: 6 }, () => own.uint32());
  expect(Array.from({ length: 6 }, () => moved.uint32())).toEqual(six);
});
