import { describe, expect, it } from 'vitest';
import { glorotUniform } from '../../src/random/weights.js';
import { epochOrder } from '../../src/train/seeded.js';
import { RandomStream } from '../../src/random/stream.js';

describe('RandomStream', () => {
  it('draws below a bound without bias', () => {
    const random = new RandomStream(1, 'order', 0);
    const counts = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 60_000; draw++) {
      const value = random.below(6);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // Chi-squared, 5 degrees of freedom: 20.5 is the 99.9 % quantile.
    const statistic = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(statistic).toBeLessThan(20.5);
  });

  it('rejects the numbers that would favour small values', () => {
    // 3 * 2^30 is far from a divisor of 2^32: without rejection the values below 2^30 would come
    // twice as often as the others, half of all draws instead of a third.
    const random = new RandomStream(2, 'order', 0);
    let small = 0;
    for (let draw = 0; draw < 30_000; draw++) if (random.below(3 * 2 ** 30) < 2 ** 30) small += 1;
    expect(small / 30_000).toBeCloseTo(1 / 3, 1);
  });

  it('gives purposes, indices and seeds numbers of their own', () => {
    const first = [
      new RandomStream(0, 'weights', 1),
      new RandomStream(0, 'order', 1),
      new RandomStream(0, 'weights', 2),
      new RandomStream(1, 'weights', 1),
      // Seeds beyond 32 bits are not cut off.
      new RandomStream(2 ** 32, 'weights', 1),
    ].map((stream) => stream.uint32());
    expect(new Set(first).size).toBe(first.length);
  });

  it.each([-1, 1.5, NaN, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => new RandomStream(seed, 'order', 0)).toThrow(RangeError);
  });
});

describe('epochOrder', () => {
  it('visits every image once', () => {
    const order = epochOrder(3, 1, 1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('differs between epochs and seeds, and is the same for the same', () => {
    expect(epochOrder(0, 1, 100)).not.toEqual(epochOrder(0, 2, 100));
    expect(epochOrder(0, 1, 100)).not.toEqual(epochOrder(1, 1, 100));
    expect(epochOrder(0, 1, 100)).toEqual(epochOrder(0, 1, 100));
  });

  it('puts each of three images at each place equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const key = epochOrder(seed, 1, 3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const statistic = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(statistic).toBeLessThan(20.5);
  });
});

describe('glorotUniform', () => {
  it('fills (-limit, limit) evenly, limit = sqrt(6 / (inputs + units))', () => {
    const kernel = glorotUniform(0, 1, 784, 100);
    const limit = Math.sqrt(6 / 884);
    expect(kernel.length).toBe(78_400);
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
    const mean = kernel.reduce((sum, w) => sum + w, 0) / kernel.length;
    const variance = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length;
    // The mean of n uniform values has a standard deviation of limit / sqrt(3 n) = 0.0021 limit.
    expect(Math.abs(mean)).toBeLessThan(0.01 * limit);
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });
});
