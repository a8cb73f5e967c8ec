import { describe, expect, test } from 'vitest';
import {
  orderedRangeProbability,
  Quantiles,
  simultaneousTails,
} from '../../src/front/critical-values.js';
import { upperTQuantile } from '../../src/front/distributions.js';

const singles = (count: number): number[] => Array.from({ length: count }, () => 1);

describe('the largest difference in one direction', () => {
  // scipy.stats.studentized_range.cdf(h, k, 1e6), SciPy 1.17: all of one cost is Tukey's range.
  test.each([
    [2, 2.5, 0.9229001],
    [2, 4.5, 0.9985373],
    [3, 3.3145, 0.9500006],
    [10, 3.3145, 0.639473],
    [26, 4.5, 0.7862815],
  ])('of %d of equal cost is Tukey’s range', (count, h, expected) => {
    expect(orderedRangeProbability([count], h)).toBeCloseTo(expected, 4);
  });

  // Monte Carlo in NumPy, 2,000,000 draws (400,000 for 26): four standard errors are 0.0013 (0.0032).
  test.each([
    [singles(5), 2.5, 0.754187, 0.0013],
    [singles(5), 4.5, 0.993232, 0.0003],
    [singles(26), 3.5, 0.412018, 0.0032],
    [singles(26), 4.5, 0.865405, 0.0023],
    [[2, 3], 3.5, 0.927308, 0.0008],
    [Array.from({ length: 13 }, () => 2), 4.5, 0.861938, 0.0023],
  ])('of groups %j at %d is what draws give', (groups, h, expected, error) => {
    expect(Math.abs(orderedRangeProbability(groups, h) - expected)).toBeLessThan(error);
  });

  test('of two in order is one difference: P(Z <= h / sqrt 2)', () => {
    // Phi(1.96) = 0.975.
    expect(orderedRangeProbability([1, 1], 1.959964 * Math.SQRT2)).toBeCloseTo(0.975, 5);
  });
});

describe('tails of one comparison', () => {
  test('are the shares themselves where there is one comparison', () => {
    const tails = simultaneousTails([1, 1]);
    expect(tails.dominated).toBeCloseTo(0.02, 5);
    expect(tails.front).toBeCloseTo(0.01, 12);
    expect(tails.loss).toBeCloseTo(0.02, 12);
  });

  test('are Sidak’s for comparisons with one partner: (1 - tail)^25 = 1 - share', () => {
    const { front, loss } = simultaneousTails(singles(26));
    expect((1 - front) ** 25).toBeCloseTo(0.99, 10);
    expect((1 - loss) ** 25).toBeCloseTo(0.98, 10);
  });

  test('never are larger for more comparisons, and smaller than by Bonferroni never', () => {
    let last = 1;
    for (const count of [2, 3, 5, 10, 26, 100, 499, 501, 2000, 8000]) {
      const { dominated } = simultaneousTails(singles(count));
      expect(dominated, `${count}`).toBeLessThan(last);
      expect(dominated, `${count}`).toBeGreaterThan(0.02 / (count * (count - 1)));
      last = dominated;
    }
  });

  test('are smaller where equal costs are compared both ways', () => {
    const ordered = simultaneousTails(singles(26)).dominated;
    const pairs = simultaneousTails(Array.from({ length: 13 }, () => 2)).dominated;
    const all = simultaneousTails([26]).dominated;
    expect(all).toBeLessThan(pairs);
    expect(pairs).toBeLessThan(ordered);
  });
});

describe('quantiles by degrees of freedom', () => {
  test('lie at or just above those of the distribution, and are endless below one', () => {
    const quantiles = new Quantiles(4e-4);
    for (const df of [1, 1.5, 4, 13.7, 104, 5000, 1e9]) {
      const exact = upperTQuantile(4e-4, Math.min(df, 1e7));
      expect(quantiles.at(df)).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
      expect(quantiles.at(df)).toBeLessThan(exact * 1.2);
    }
    expect(quantiles.at(104) / upperTQuantile(4e-4, 104)).toBeLessThan(1.002);
    expect(quantiles.at(0.99)).toBe(Infinity);
    expect(quantiles.at(0)).toBe(Infinity);
  });
});
