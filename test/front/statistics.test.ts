import { describe, expect, test } from 'vitest';
import { describeValues } from '../../src/front/statistics.js';
import { generatorOf, normal } from './generator.js';

describe('statistics over seeds', () => {
  test('give the mean, the sample deviation and the t interval', () => {
    // Deviations -2 -1 0 1 2: squares sum to 10, variance 10 / 4, standard error sqrt(2.5 / 5).
    const statistics = describeValues([1, 2, 3, 4, 5]);
    expect(statistics?.n).toBe(5);
    expect(statistics?.mean).toBe(3);
    expect(statistics?.sd).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(statistics?.interval?.low).toBeCloseTo(3 - 2.776445 * Math.sqrt(0.5), 5);
    expect(statistics?.interval?.high).toBeCloseTo(3 + 2.776445 * Math.sqrt(0.5), 5);
  });

  test('give no spread for one value and nothing for none', () => {
    expect(describeValues([0.97])).toEqual({ n: 1, mean: 0.97, sd: null, interval: null });
    expect(describeValues([])).toBeNull();
  });

  test('give equal values exactly their own mean and a spread of zero', () => {
    expect(describeValues([0.1, 0.1, 0.1])).toEqual({
      n: 3,
      mean: 0.1,
      sd: 0,
      interval: { low: 0.1, high: 0.1 },
    });
  });

  test('cover the true mean 95 times in 100, also with three seeds', { timeout: 30_000 }, () => {
    const next = generatorOf(7);
    let covered = 0;
    const samples = 4000;
    for (let sample = 0; sample < samples; sample++) {
      const interval = describeValues([normal(next), normal(next), normal(next)])?.interval;
      if (interval && interval.low <= 0 && interval.high >= 0) covered++;
    }
    // Three standard errors of a share of 0.95 among 4,000 are 0.0103.
    expect(Math.abs(covered / samples - 0.95)).toBeLessThan(0.0103);
  });
});
