import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../src/front/difference.js';
import { generatorOf, normal } from './generator.js';

const seeds = (values: readonly number[], first = 0): ReadonlyMap<number, number> =>
  new Map(values.map((value, index) => [first + index, value]));

describe('the difference of two configurations', () => {
  test('is paired by seed when both have the same seeds', () => {
    // Differences 1 2 3: mean 2, variance 1, standard error 1 / sqrt(3), t of 2 degrees 4.302653.
    const difference = differenceOf(seeds([11, 22, 33]), seeds([10, 20, 30]));
    expect(difference).toMatchObject({ mean: 2, method: 'paired', n: 3, moreThanNoise: false });
    expect(difference?.interval?.low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
    expect(difference?.interval?.high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
  });

  test('pairs by seed and not by position', () => {
    const reversed = new Map([...seeds([10, 20, 30])].reverse());
    expect(differenceOf(seeds([11, 21, 31]), reversed)).toMatchObject({
      method: 'paired',
      mean: 1,
      interval: { low: 1, high: 1 },
      moreThanNoise: true,
    });
  });

  test('is Welch’s when the seeds differ', () => {
    // Equal sizes and variances of 1: 4 degrees of freedom, standard error sqrt(1/3 + 1/3).
    const difference = differenceOf(seeds([1, 2, 3]), seeds([4, 5, 6], 10));
    expect(difference).toMatchObject({ mean: -3, method: 'welch', n: 3, moreThanNoise: true });
    expect(difference?.interval?.low).toBeCloseTo(-3 - 2.776445 * Math.sqrt(2 / 3), 5);
    expect(difference?.interval?.high).toBeCloseTo(-3 + 2.776445 * Math.sqrt(2 / 3), 5);
  });

  test('is Welch’s when one has a seed more', () => {
    expect(differenceOf(seeds([1, 2, 3]), seeds([1, 2, 3, 4]))?.method).toBe('welch');
  });

  test('has no interval when a configuration has one seed', () => {
    expect(differenceOf(seeds([0.98]), seeds([0.97]))).toMatchObject({
      method: 'none',
      interval: null,
      moreThanNoise: null,
    });
    expect(differenceOf(seeds([]), seeds([0.97]))).toBeNull();
  });

  test('of equal configurations is not more than noise', () => {
    expect(differenceOf(seeds([1, 2]), seeds([1, 2]))?.moreThanNoise).toBe(false);
    expect(differenceOf(seeds([1, 1]), seeds([1, 1], 5))?.moreThanNoise).toBe(false);
  });

  test.each([
    ['paired', 0],
    ['welch', 100],
  ] as const)(
    'calls noise more than noise 5 times in 100 (%s)',
    { timeout: 30_000 },
    (method, shift) => {
      const next = generatorOf(11);
      const draw = (first: number): ReadonlyMap<number, number> =>
        seeds([normal(next), normal(next), normal(next), normal(next), normal(next)], first);
      let wrong = 0;
      const pairs = 2000;
      for (let pair = 0; pair < pairs; pair++) {
        const difference = differenceOf(draw(0), draw(shift));
        expect(difference?.method).toBe(method);
        if (difference?.moreThanNoise === true) wrong++;
      }
      // Three standard errors are 0.0146; Welch is a little careful with few seeds.
      expect(Math.abs(wrong / pairs - 0.05)).toBeLessThan(0.0146);
    },
  );
});
