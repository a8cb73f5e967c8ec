import { describe, expect, test } from 'vitest';
import { countArgument, fractionArgument, pointsArgument } from '../../src/cli/stored/numbers.js';

describe('a count', () => {
  test.each<[string, bigint]>([
    ['0', 0n],
    ['84550', 84550n],
    ['84,550', 84550n],
    ['1e5', 100_000n],
    ['1.5e6', 1_500_000n],
    ['2e+6', 2_000_000n],
    ['100k', 100_000n],
    ['2M', 2_000_000n],
    ['2 M', 2_000_000n],
    ['1.25k', 1250n],
    ['1.0', 1n],
    ['9007199254740993', 9007199254740993n],
    ['1.152921504606846977E', 1152921504606846977n],
    ['1e30', 10n ** 30n],
  ])('%s is %d', (text, value) => {
    expect(countArgument('max-flops', text)).toBe(value);
  });

  test.each(['', '-1', '1.5', '1.2345k', '2m', '2MB', '1e', 'e5', '0x10', '1,00', 'ten', '1e-5'])(
    'is not %j',
    (text) => {
      expect(() => countArgument('max-flops', text)).toThrow(
        `--max-flops is no whole number; got ${JSON.stringify(text)}; expected a number such as 84550`,
      );
    },
  );
});

describe('an accuracy', () => {
  test.each<[string, number]>([
    ['0.97', 0.97],
    ['.97', 0.97],
    ['97%', 0.97],
    ['97.5 %', 0.975],
    ['1', 1],
    ['100%', 1],
    ['0', 0],
  ])('%s is %d', (text, value) => {
    expect(fractionArgument('min-accuracy', text)).toBeCloseTo(value, 12);
  });

  test.each(['97', '-0.1', '101%', '1.1', 'high', '%', '0.9.7', '1e-1', 'NaN'])(
    'is not %j',
    (text) =>
      expect(() => fractionArgument('min-accuracy', text)).toThrow(/is not a fraction; got/),
  );

  test('that was meant as per cent is told so', () => {
    expect(() => fractionArgument('min-accuracy', '97')).toThrow(/did you mean 97%\?$/);
  });
});

test('points are percentage points, with a sign for per cent or without', () => {
  for (const text of ['0.5', '0.5%', ' .5 % ']) {
    expect(pointsArgument('within', text)).toBeCloseTo(0.005, 12);
  }
  for (const text of ['-1', '101', '101%', '', '%', '1%%', 'one', '% 1']) {
    expect(() => pointsArgument('within', text)).toThrow(
      `--within is not a number of percentage points; got ${JSON.stringify(text)}; expected a number from 0 to 100 such as 0.5 or 0.5%`,
    );
  }
});
