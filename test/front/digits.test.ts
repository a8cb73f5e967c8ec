import { describe, expect, it } from 'vitest';
import { roundMean, roundSpread, roundStatistics } from '../../src/front/numbers.js';
import { RandomStream } from '../../src/random/stream.js';

describe('numbers as short as they are exact', () => {
  it('writes a mean of short numbers as short', () => {
    // 0.1 + 0.2 is 0.30000000000000004 in doubles.
    expect(roundMean((0.1 + 0.2) / 2)).toBe(0.15);
    expect(roundMean(0.9664999999999999)).toBe(0.9665);
    expect(roundSpread(0.0020000000000001)).toBe(0.002);
  });

  it('loses nothing that a sum of doubles leaves right, whatever the size', () => {
    const random = new RandomStream(7, 'order', 0);
    for (let round = 0; round < 1000; round++) {
      const value = (1 + random.below(1_000_000)) / (1 + random.below(1_000_000));
      const mean = roundMean(value) ?? NaN;
      // Half a unit in the fifteenth digit.
      expect(Math.abs(mean - value)).toBeLessThanOrEqual(5e-15 * value);
      expect(Math.abs((roundSpread(value) ?? NaN) - value)).toBeLessThanOrEqual(5e-12 * value);
    }
  });

  it('keeps what is not there, nought and the largest number', () => {
    expect(roundMean(null)).toBeNull();
    expect(roundSpread(null)).toBeNull();
    expect(roundMean(0)).toBe(0);
    expect(roundMean(Number.MAX_VALUE)).toBe(Number.MAX_VALUE);
    expect(roundStatistics(null)).toBeNull();
    expect(roundStatistics({ n: 1, mean: 0.5, sd: null, interval: null })).toEqual({
      n: 1,
      mean: 0.5,
      sd: null,
      interval: null,
    });
  });
});
