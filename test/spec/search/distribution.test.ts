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

/** What is drawn where the stream gives these numbers of [0, 1). */
function drawnAt(fields: DistributionFields, units: readonly number[]): readonly number[] {
  const distribution = readDistribution(fields);
  if (typeof distribution === 'string') throw new TypeError(distribution);
  return units.map((unit) => {
    const stream = new RandomStream(0, 'search', 0);
    stream.unit = () => unit;
    return draw(distribution, stream);
  });
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

  it.each([
    // Four digits have one value or two here: 0.1234 and 0.1235, 0.0003333, 1.235.
    [{ distribution: 'uniform', min: 0.123449, max: 0.1236 }, 0.123449, 0.1236],
    [{ distribution: 'uniform', min: -0.12346, max: -0.12344 }, -0.12346, -0.12344],
    [
      { distribution: 'log_uniform_values', min: 0.00033334, max: 0.00033336 },
      0.00033334,
      0.00033336,
    ],
    [{ distribution: 'inv_log_uniform_values', min: 1.23451, max: 1.23459 }, 1.23451, 1.23459],
    [{ distribution: 'log_uniform', min: 0.0001, max: 0.0003 }, Math.exp(0.0001), Math.exp(0.0003)],
    [{ distribution: 'inv_log_uniform', min: 0.5, max: 0.5001 }, Math.exp(-0.5001), Math.exp(-0.5)],
  ] as const)('stays within narrow bounds, and still varies there: %j', (fields, least, most) => {
    const drawn = draws(fields);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(most);
    expect(new Set(drawn).size).toBeGreaterThan(50);
    // Evenly: below the middle half of them, give or take four standard deviations.
    const below = drawn.filter((value) => value < (least + most) / 2).length;
    expect(Math.abs(below - 200)).toBeLessThan(40);
  });

  it.each([
    // Rounding a value just below 0.99996 gives 1, and 0.00099994 gives 0.0009999.
    [{ distribution: 'uniform', min: 0.00001, max: 0.99996 }, 0.00001, 0.99996],
    [{ distribution: 'log_uniform_values', min: 0.00099994, max: 0.099996 }, 0.00099994, 0.099996],
  ] as const)('keeps to a bound of more than four digits: %j', (fields, least, most) => {
    const drawn = drawnAt(fields, [0, 0.9999999]);
    for (const value of drawn) {
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(most);
    }
  });

  it('writes four digits where the bounds are wide', () => {
    const drawn = draws({ distribution: 'log_uniform_values', min: 0.0001, max: 0.1 });
    expect(drawn.every((value) => value === Number(value.toPrecision(4)))).toBe(true);
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
