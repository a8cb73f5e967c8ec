import { describe, expect, test } from 'vitest';
import { tQuantile95, upperTQuantile } from '../../src/front/distributions.js';

/** Two-sided 95 % points as printed in statistics textbooks, for 1 to 30 degrees of freedom. */
const PUBLISHED = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];

describe('the 95 % quantile of Student’s t', () => {
  test('equals the published table for 1 to 30 degrees of freedom', () => {
    for (const [index, published] of PUBLISHED.entries()) {
      expect(Math.abs(tQuantile95(index + 1) - published), `df ${index + 1}`).toBeLessThan(5.01e-4);
    }
  });

  test.each([
    [40, 2.021],
    [60, 2.0],
    [120, 1.98],
    [1000, 1.962],
    [1e9, 1.96],
  ])('equals the published table for %d', (df, published) => {
    expect(Math.abs(tQuantile95(df) - published)).toBeLessThan(5.01e-4);
  });

  test('equals the closed forms for 1 and 2 degrees of freedom', () => {
    // Cauchy: P(|T| <= t) = 2 atan(t) / pi; for 2: P(|T| <= t) = t / sqrt(2 + t^2).
    expect(tQuantile95(1)).toBeCloseTo(Math.tan((0.95 * Math.PI) / 2), 5);
    expect(tQuantile95(2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 6);
  });

  test.each([1.3, 2.5, 3.7, 17.2])('holds 95 %% of the density for %d, as Welch asks', (df) => {
    // t = x / (1 - x) brings the half line to [0, 1); the midpoint rule needs no end.
    const mass = (to: number): number => {
      const steps = 200_000;
      let sum = 0;
      for (let step = 0; step < steps; step++) {
        const x = ((step + 0.5) / steps) * to;
        const t = x / (1 - x);
        sum += (1 + (t * t) / df) ** (-(df + 1) / 2) / (1 - x) ** 2;
      }
      return (sum * to) / steps;
    };
    const t = tQuantile95(df);
    expect(mass(t / (1 + t)) / mass(1)).toBeCloseTo(0.95, 4);
  });

  test('falls with every degree of freedom, also where the formula changes', () => {
    const dfs = [1, 1.5, 2, 5, 30, 500, 999, 1000, 1000.5, 1001, 5000];
    const quantiles = dfs.map(tQuantile95);
    expect(quantiles).toEqual([...quantiles].sort((a, b) => b - a));
    expect(tQuantile95(1000) - tQuantile95(1000.0001)).toBeLessThan(1e-6);
  });

  test('refuses fewer than one degree of freedom', () => {
    expect(() => tQuantile95(0)).toThrow('1 or more, got 0');
    expect(() => tQuantile95(NaN)).toThrow('got NaN');
  });

  test('is kept by degrees of freedom: a hundred thousand calls take no time', () => {
    const started = performance.now();
    for (let call = 0; call < 100_000; call++) tQuantile95(4 + (call % 50));
    // Far from a measurement: uncached they took the better part of a minute.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('any upper quantile of Student’s t', () => {
  // scipy.stats.t.isf(tail, df), SciPy 1.17.
  test.each([
    [1, [318.30883898555044, 3978.873493521579, 3183098.8618378025]],
    [1.3, [89.92242898188007, 627.5795641225121, 107353.30928230031]],
    [3.7, [7.795183875029166, 15.711642049753571, 96.25730673093797]],
    [8, [4.500790933723724, 6.6548570568068595, 16.32070379355282]],
    [30, [3.385184866829305, 4.314189866825471, 6.701399512187066]],
    [104.3, [3.1702160288387633, 3.917625394667151, 5.569965816563763]],
    [1000, [3.0984021639129233, 3.7894539863045114, 5.235998469292347]],
    [1e6, [3.09024045631652, 3.775026332313308, 5.199374020816577]],
  ])('equals SciPy’s for %d degrees of freedom, far out too', (df, expected) => {
    for (const [index, tail] of [1e-3, 8e-5, 1e-7].entries()) {
      const value = expected[index] ?? NaN;
      expect(Math.abs(upperTQuantile(tail, df) / value - 1), `tail ${tail}`).toBeLessThan(1e-6);
    }
  });
});
