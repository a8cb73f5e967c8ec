import { describe, expect, it } from 'vitest';
import { unevenClasses } from '../../src/data/classes.js';
import { RandomStream } from '../../src/random/stream.js';

/** Counts as classes have them; a class is its index. */
const counts = (...each: readonly number[]): Uint32Array => Uint32Array.from(each);
const ten = (size: number): Uint32Array => counts(...new Array<number>(10).fill(size));

describe('classes that a part lacks', () => {
  // (1 - 0.1)^n without replacement is below one in a million, by tenths for ten classes and ten
  // sets of one: exactly, with fractions in Python, from 175 images of 60,000 on.
  it.each([
    [174, []],
    [175, [9]],
  ])('one of ten, of %i images: %j', (images, missing) => {
    const part = ten(Math.floor(images / 9));
    part[9] = 0;
    part[0] = images - 8 * Math.floor(images / 9);
    expect(unevenClasses(ten(6000), part).missing).toEqual(missing);
  });

  // All of one class: 0.1^n, the same way.
  it.each([
    [7, []],
    [8, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ])('nine of ten, of %i images: %j', (images, missing) => {
    const part = ten(0);
    part[9] = images;
    expect(unevenClasses(ten(6000), part).missing).toEqual(missing);
  });

  it('a class that the whole lacks is not missing', () => {
    expect(unevenClasses(counts(300, 0, 300), counts(100, 0, 100)).missing).toEqual([]);
  });

  it('a class of few images may be missing by chance beside one that is not', () => {
    // 1 of 2001 images is not in half of them with a probability of a half.
    const { missing } = unevenClasses(counts(1000, 1, 1000), counts(1000, 0, 0));
    expect(missing).toEqual([1, 2]);
    expect(unevenClasses(counts(1000, 1, 1000), counts(500, 0, 500)).missing).toEqual([]);
  });
});

describe('classes that a part has too few of', () => {
  // Probability of at most 10 of 60 in 300 of 600: 1.9e-8, of at most 11: 1.01e-7 (Python).
  it.each([
    [10, [0]],
    [11, []],
  ])('%i where 30 would be in proportion: %j', (few, rare) => {
    const part = counts(few, ...new Array<number>(9).fill(30));
    part[1] = 60 - few;
    expect(unevenClasses(ten(60), part)).toEqual({ missing: [], rare });
  });

  it('half of the share is not less than half, however sure', () => {
    const of = (few: number) =>
      unevenClasses(ten(600), counts(few, 200 - few, ...new Array<number>(8).fill(100)));
    expect(of(50).rare).toEqual([]);
    expect(of(49).rare).toEqual([0]);
  });
});

it('random parts of any size are even: no class of a thousand parts is complained of', () => {
  const random = new RandomStream(0, 'search', 0);
  for (let round = 0; round < 1000; round++) {
    const sizes = Array.from({ length: 2 + random.below(40) }, () => 1 + random.below(60));
    const labels = sizes.flatMap((size, label) => new Array<number>(size).fill(label));
    const part = new Uint32Array(sizes.length);
    const draws = 1 + random.below(labels.length);
    for (let drawn = 0; drawn < draws; drawn++) {
      const other = drawn + random.below(labels.length - drawn);
      const label = labels[other] ?? 0;
      labels[other] = labels[drawn] ?? 0;
      part[label] = (part[label] ?? 0) + 1;
    }
    expect(unevenClasses(counts(...sizes), part)).toEqual({ missing: [], rare: [] });
  }
});
