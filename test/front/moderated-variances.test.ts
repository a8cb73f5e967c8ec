import { describe, expect, test } from 'vitest';
import { moderateVariances } from '../../src/front/moderated-variances.js';

const samples = (...pairs: readonly (readonly [variance: number, df: number])[]) =>
  pairs.map(([variance, df]) => ({ variance, df }));

describe('moderated variances', () => {
  test('are Smyth’s, where variances differ by more than chance', () => {
    // Moments of the logarithms in SciPy, a quarter of a standard error of theirs added.
    const found = moderateVariances(samples([0.04, 4], [0.9, 4], [0.01, 4], [0.16, 4], [0.05, 2]));
    expect(found?.prior_df).toBeCloseTo(1.5401442999543378, 6);
    const variances = found?.variances.map(({ variance }) => variance) ?? [];
    expect(variances[0]).toBeCloseTo(0.04279820020018067, 8);
    expect(variances[2]).toBeCloseTo(0.02113811455927254, 8);
    // P(F > 0.9 / 0.0501) = 0.0894 is below 0.2: it keeps its own variance.
    expect(variances[1]).toBe(0.9);
    expect(found?.variances[1]?.df).toBeCloseTo(5.5401442999543375, 6);
    // 2 of 3.6 degrees of freedom: so much of what the pool lends.
    expect(variances[4]).toBeCloseTo(0.05001964728687083, 8);
    expect(found?.variances[4]?.df).toBeCloseTo(2.8556357221968542, 6);
  });

  test('are near the pool’s, where they differ by chance alone', () => {
    const found = moderateVariances(samples([0.04, 4], [0.05, 4], [0.06, 4], [0.045, 4]));
    // All but two lend: 2 x 4 degrees of freedom of the mean variance, 0.04875.
    expect(found?.prior_df).toBe(8);
    const expected = [0.04, 0.05, 0.06, 0.045].map((own) => (8 * 0.04875 + 4 * own) / 12);
    for (const [index, { variance, df }] of (found?.variances ?? []).entries()) {
      expect(variance).toBeCloseTo(expected[index] ?? NaN, 12);
      expect(df).toBe(12);
    }
  });

  test('are their own where there are two: two cannot tell how alike variances are', () => {
    const found = moderateVariances(samples([0.04, 4], [1, 4]));
    expect(found?.variances).toEqual([
      { variance: 0.04, df: 4 },
      { variance: 1, df: 4 },
    ]);
  });

  test('leave a configuration its own where it is far above the pool', () => {
    const steady = Array.from({ length: 20 }, (_, index) => [0.03 + 0.001 * index, 4] as const);
    const found = moderateVariances(samples(...steady, [1, 4]));
    // P(F > 11.7) = 2e-7 of 4 and 76 degrees of freedom: nothing of the pool holds for it.
    expect(found?.variances[20]).toEqual({ variance: 1, df: 4 });
    expect(found?.variances[0]?.variance).toBeLessThan(0.2);
  });

  test('are not known of a configuration of one seed', () => {
    const found = moderateVariances(samples([0.04, 4], [0.05, 4], [0.045, 4], [0, 0]));
    expect(found?.variances[3]?.variance).toBeCloseTo(0.045, 12);
    expect(found?.variances[3]?.df).toBe(0);
    expect(moderateVariances(samples([0, 4], [0, 0]))?.variances[1]?.df).toBe(0);
  });

  test('are none where no configuration has two seeds', () => {
    expect(moderateVariances(samples([0, 0], [0, 0]))).toBeNull();
    expect(moderateVariances([])).toBeNull();
  });

  test('take values that never vary for exact', () => {
    const found = moderateVariances(samples([0, 4], [0, 4]));
    expect(found?.variances.map(({ variance }) => variance)).toEqual([0, 0]);
  });

  test('of coarse values that are equal by chance are taken for alike', () => {
    // A tenth of a point is one image of a thousand: three seeds often agree.
    const coarse = [0, 1, 0, 3, 1, 0, 1, 3, 0, 1].map((variance) => [variance, 2] as const);
    const found = moderateVariances(samples(...coarse));
    expect(found?.prior_df).toBeGreaterThan(0.5);
    for (const { variance } of found?.variances ?? []) expect(variance).toBeGreaterThan(0.02);
  });

  test('bear some that do not vary beside others that do', () => {
    const found = moderateVariances(samples([0, 4], [0.04, 4], [0.05, 4], [0.03, 4]));
    for (const { variance } of found?.variances ?? []) {
      expect(variance).toBeGreaterThan(0);
      expect(variance).toBeLessThan(0.06);
    }
  });
});
