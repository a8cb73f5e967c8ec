import { describe, expect, test } from 'vitest';
import { moderateVariances } from '../../src/front/moderated-variances.js';

const samples = (...pairs: readonly (readonly [variance: number, df: number])[]) =>
  pairs.map(([variance, df]) => ({ variance, df }));

describe('moderated variances', () => {
  test('are Smyth’s, where variances differ by more than chance', () => {
    // Moments of the logarithms in SciPy: prior of 1.78555 degrees of freedom and variance 0.0563997.
    const found = moderateVariances(samples([0.04, 4], [0.9, 4], [0.01, 4], [0.16, 4], [0.05, 2]));
    expect(found?.prior_df).toBeCloseTo(1.7855489368836912, 6);
    const variances = found?.variances.map(({ variance }) => variance) ?? [];
    expect(variances[0]).toBeCloseTo(0.04506130411960092, 8);
    expect(variances[2]).toBeCloseTo(0.024319970616226146, 8);
    expect(variances[4]).toBeCloseTo(0.0530185670533088, 8);
    // P(F > 0.9 / 0.0564) = 0.0748 is below 0.1: it keeps its own.
    expect(variances[1]).toBe(0.9);
    expect(found?.variances[0]?.df).toBeCloseTo(5.785548936883691, 6);
  });

  test('are the pool’s, where they differ by chance alone', () => {
    const found = moderateVariances(samples([0.04, 4], [0.05, 4], [0.06, 4], [0.045, 4]));
    expect(found?.prior_df).toBe(Infinity);
    for (const { variance, df } of found?.variances ?? []) {
      expect(variance).toBeCloseTo((0.04 + 0.05 + 0.06 + 0.045) / 4, 12);
      // No variance is known better than all of them together.
      expect(df).toBe(16);
    }
  });

  test('leave a configuration its own where it is far above the pool', () => {
    const steady = Array.from({ length: 20 }, (_, index) => [0.03 + 0.001 * index, 4] as const);
    const found = moderateVariances(samples(...steady, [1, 4]));
    expect(found?.variances[20]?.variance).toBe(1);
    expect(found?.variances[0]?.variance).toBeLessThan(0.2);
  });

  test('lend the pool’s to a configuration of one seed', () => {
    const found = moderateVariances(samples([0.04, 4], [0.05, 4], [0, 0]));
    expect(found?.variances[2]?.variance).toBeCloseTo(0.045, 12);
    expect(found?.variances[2]?.df).toBe(8);
  });

  test('are none where no configuration has two seeds', () => {
    expect(moderateVariances(samples([0, 0], [0, 0]))).toBeNull();
    expect(moderateVariances([])).toBeNull();
  });

  test('take values that never vary for exact', () => {
    const found = moderateVariances(samples([0, 4], [0, 4]));
    expect(found?.variances.map(({ variance }) => variance)).toEqual([0, 0]);
  });

  test('bear some that do not vary beside others that do', () => {
    const found = moderateVariances(samples([0, 4], [0.04, 4], [0.05, 4], [0.03, 4]));
    for (const { variance } of found?.variances ?? []) {
      expect(variance).toBeGreaterThan(0);
      expect(variance).toBeLessThan(0.06);
    }
  });
});
