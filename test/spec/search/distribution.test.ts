import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/random/stream.js';
import {
  draw,
  readDistribution,
  type DistributionFields,
} from '../../../src/spec/search/distribution.js';

function draws(fields: DistributionFields, count = 400): readonly number[] {
  const distribution = readDistribution(fields);
  if (typeof distribution === 'string') throw new TypeError(distribution);
  return Array.from({ length: count }, (_, index) =>
    draw(distribution, new RandomStream(0, 'search', index)),
  );
}

describe('a distribution of W&B', () => {
  it('draws both bounds of int_uniform, and every whole number between', () => {
    const drawn = draws({ distribution: 'int_uniform', min: 1, max: 4 });
    expect([...new Set(drawn)].sort()).toEqual([1, 2, 3, 4]);
  });

  // W&B: log(1/X) is uniform between log(1/max) and log(1/min), so log X between log min and log max.
  it.each(['log_uniform_values', 'inv_log_uniform_values'] as const)(
    'draws a number between min and max, of even logarithm: %s',
    (distribution) => {
      const drawn = draws({ distribution, min: 0.001, max: 0.1 });
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0.001);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(0.1);
      // Below the middle of the logarithms half of them: mean 200, standard deviation 10; four of them.
      const below = drawn.filter((value) => value < 0.01).length;
      expect(Math.abs(below - 200)).toBeLessThan(40);
    },
  );

  // W&B: log(1/X) is uniform between min and max.
  it('draws the inverse between the exponents of inv_log_uniform', () => {
    const drawn = draws({ distribution: 'inv_log_uniform', min: 2, max: 3 });
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(Math.exp(-3));
    expect(Math.max(...drawn)).toBeLessThanOrEqual(Math.exp(-2));
  });

  it('draws multiples of q as people write them', () => {
    // 3 x 0.3 is 0.8999999999999999 in binary, 3 x 0.1 is 0.30000000000000004.
    expect([...new Set(draws({ distribution: 'q_uniform', min: 0.8, max: 1, q: 0.3 }))]).toEqual([
      0.9,
    ]);
    const tenths = draws({ distribution: 'q_uniform', min: 0.1, max: 0.5, q: 0.1 });
    expect([...new Set(tenths)].sort()).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
  });
});
