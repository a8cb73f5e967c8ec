import { describe, expect, test } from 'vitest';

interface Mean {
  readonly centre: number;
  readonly half: number;
  readonly n: number;
  readonly error: number;
}
const { accuracyOf, differenceOf, growth, isVoid, median, relativeLine } = (await import(
  new URL('../../scripts/bench/statistics.mjs', import.meta.url).href
)) as {
  accuracyOf: (
    models: readonly { seed: number }[],
    accuracies: readonly number[],
    spread?: { sd: number; seeds: number },
  ) => Mean;
  differenceOf: (a: Mean, b: Mean) => { centre: number; half: number } | null;
  isVoid: (own: Mean, others: readonly Mean[]) => boolean;
  growth: (points: readonly (readonly [number, number])[]) => number;
  median: (values: readonly number[]) => number;
  relativeLine: (
    points: readonly (readonly [number, number])[],
  ) => Record<'fixed' | 'slope' | 'r2', number>;
};

const seeds = (...all: number[]) => all.map((seed) => ({ seed }));

test('the median of an even number is halfway between the middle two', () => {
  expect(median([9, 1, 5, 3])).toBe(4);
  expect(median([9, 1, 5])).toBe(5);
});

describe('the accuracy of a row', () => {
  test('has a t interval over its seeds, by hand', () => {
    // Mean 0.96, sample sd 0.01, three seeds: 4.303 x 0.01 / sqrt(3).
    const { centre, half } = accuracyOf(seeds(0, 1, 2), [0.95, 0.96, 0.97]);
    expect(centre).toBeCloseTo(0.96, 12);
    expect(half).toBeCloseTo((4.303 * 0.01) / Math.sqrt(3), 12);
  });

  test('counts models of one seed once: they share their fate', () => {
    expect(accuracyOf(seeds(0, 0, 1, 1), [0.9, 0.94, 0.95, 0.97])).toMatchObject({ n: 2 });
    const one = accuracyOf(seeds(4, 4), [0.9, 0.94], { sd: 0.0025, seeds: 12 });
    // Of a single seed, from 12 others: t of 11 degrees of freedom.
    expect(one.half).toBeCloseTo(2.201 * 0.0025, 12);
  });

  test('differs from another by a Welch interval', () => {
    // Equal errors and numbers: 2 (n - 1) = 18 degrees of freedom, t = 2.101.
    const a = accuracyOf(
      seeds(...Array(10).keys()),
      [...Array(10).keys()].map((k) => k / 100),
    );
    const b = { ...a, centre: a.centre - 0.02 };
    expect(differenceOf(a, b)?.centre).toBeCloseTo(0.02, 12);
    expect(differenceOf(a, b)?.half).toBeCloseTo(2.101 * a.error * Math.SQRT2, 12);
    expect(differenceOf(accuracyOf(seeds(0), [1], { sd: 1, seeds: 2 }), b)).toBeNull();
  });

  test('voids the row where it lies apart from the others', () => {
    const at = (centre: number): Mean => ({ centre, half: 0.005, n: 1, error: 0.0025 });
    expect(isVoid(at(0.972), [at(0.975), at(0.976), at(0.974)])).toBe(false);
    expect(isVoid(at(0.969), [at(0.975), at(0.976), at(0.974)])).toBe(true);
    expect(isVoid(at(0.5), [])).toBe(false);
  });
});

describe('the line of least relative squares', () => {
  test('goes through points that lie on one', () => {
    const { fixed, slope, r2 } = relativeLine([1, 10, 100].map((x) => [x, 3 + 2 * x]));
    expect([fixed, slope, r2]).toEqual([3, 2, 1].map((value) => expect.closeTo(value, 9)));
  });

  test('weighs small values as much as large ones, by hand', () => {
    // Twice 1 at 0 and 10 at 1 leave no error but at the pair at 1: 10 and 20 with weights 1/100 and
    // 1/400 have their weighted mean at (10/100 + 20/400) / (1/100 + 1/400) = 12.
    const { fixed, slope } = relativeLine([
      [0, 1],
      [1, 10],
      [1, 20],
    ]);
    expect(fixed).toBeCloseTo(1, 9);
    expect(slope).toBeCloseTo(11, 9);
  });
});

test('growth is the power of a power law, and the least squares slope of what is none', () => {
  expect(growth([1, 10, 30].map((x) => [x, 7 * x ** 1.5]))).toBeCloseTo(1.5, 12);
  // Logarithms to base 2: (0, 0), (1, 2), (2, 1) have the slope 1/2.
  expect(
    growth([
      [1, 1],
      [2, 4],
      [4, 2],
    ]),
  ).toBeCloseTo(0.5, 12);
});
