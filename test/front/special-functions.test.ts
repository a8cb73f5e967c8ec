import { describe, expect, test } from 'vitest';
import {
  digamma,
  incompleteBeta,
  logGamma,
  trigamma,
  trigammaInverse,
} from '../../src/front/distributions.js';

describe('special functions', () => {
  // scipy.special.gammaln, digamma and polygamma(1), SciPy 1.17.
  test.each([
    [0.1, 2.252712651734206, -10.423754940411076, 101.43329915079275],
    [0.5, 0.5723649429247, -1.9635100260214235, 4.93480220054468],
    [1, 0, -0.5772156649015329, 1.6449340668482266],
    [2.5, 0.2846828704729192, 0.7031566406452432, 0.4903577561002349],
    [7, 6.579251212010101, 1.872784335098467, 0.15354517795933756],
    [33.3, 82.60372358165493, 3.490467238520243, 0.03048544409533889],
  ])('of %d are SciPy’s', (x, gamma, first, second) => {
    expect(logGamma(x)).toBeCloseTo(gamma, 12);
    expect(digamma(x)).toBeCloseTo(first, 10);
    expect(trigamma(x) / second).toBeCloseTo(1, 9);
  });

  test('trigamma has an inverse over its whole range', () => {
    for (const x of [1e-3, 0.1, 0.5, 1, 3, 40, 1e4]) {
      expect(trigammaInverse(trigamma(x)) / x).toBeCloseTo(1, 9);
    }
  });

  // scipy.special.betainc.
  test.each([
    [0.3, 2, 5, 0.5798250000000003],
    [0.9, 52, 0.5, 0.0009588417424417779],
    [1e-6, 0.5, 0.5, 0.0006366198784709245],
    [0.999, 0.5, 13, 1],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('the incomplete beta function at %d with %d and %d', (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 12);
  });
});
