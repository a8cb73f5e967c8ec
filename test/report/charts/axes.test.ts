import { describe, expect, test } from 'vitest';
import { linearDomain, logDomain, logTicks } from '../../../src/report/charts/axes.js';

describe('axes', () => {
  test.each([
    [
      [8_000, 600_000],
      [10_000, 20_000, 50_000, 100_000, 200_000, 500_000],
    ],
    [
      [1, 1e9],
      [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9],
    ],
    [
      [67_000, 224_000],
      [70_000, 100_000, 150_000, 200_000],
    ],
    [
      [0.95, 2.1],
      [1, 1.2, 1.4, 1.6, 1.8, 2],
    ],
  ] as const)('a log axis over %j has ticks at round numbers', ([low, high], ticks) => {
    expect(logTicks([low, high])).toEqual(ticks);
  });

  test('a domain leaves room around its values, one value included', () => {
    const [low, high] = logDomain([100, 100]);
    expect(low).toBeLessThan(100);
    expect(high).toBeGreaterThan(100);
    expect(logDomain([1, 1e6])[0]).toBeLessThan(0.5);
  });

  test('0 and what is no number have no place on a log axis', () => {
    expect(logDomain([0, 100, NaN, Infinity, -3])).toEqual(logDomain([100]));
    expect(logDomain([0])).toEqual([1, 10]);
    // Without end, were the powers of ten from the logarithm of the one to that of the other.
    for (const domain of [
      [0, 100],
      [-1, 100],
      [1, Infinity],
      [NaN, 100],
      [1, NaN],
    ] as const) {
      expect(logTicks(domain)).toEqual([]);
    }
  });

  test('a domain of the least and the largest numbers is one', () => {
    const domain = logDomain([Number.MIN_VALUE, Number.MAX_VALUE]);
    expect(domain).toEqual([Number.MIN_VALUE, Number.MAX_VALUE]);
    // 1e-323 to 1e308.
    expect(logTicks(domain)).toHaveLength(632);
  });

  test('an accuracy axis never leaves 0 to 100 %', () => {
    expect(linearDomain([0.9, 1.4, -0.2], [0, 1])).toEqual([0, 1]);
    const [low, high] = linearDomain([0.95, 0.95], [0, 1]);
    expect(low).toBeLessThan(0.95);
    expect(high).toBeGreaterThan(0.95);
  });
});
