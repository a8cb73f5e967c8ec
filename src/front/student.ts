import { incompleteBeta } from './special-functions.js';

/** From so many degrees of freedom on, t is the normal distribution to some seven digits. */
export const NORMAL_DF = 1e7;

const quantiles = new Map<string, number>();

/**
 * Two-sided 95 % quantile of Student's t: P(|T| <= result) = 0.95. Degrees of freedom may be
 * fractional (Welch, moderated variances), 1 or more; good to 1e-7 of the value.
 */
export function tQuantile95(df: number): number {
  return upperTQuantile(0.025, df);
}

/**
 * The t that Student's T of `df` degrees of freedom exceeds with probability `tail`, 0 < tail < 0.5.
 * Kept by its arguments: the configurations of a sweep have few degrees of freedom that differ.
 */
export function upperTQuantile(tail: number, df: number): number {
  if (!(df >= 1)) throw new RangeError(`degrees of freedom must be 1 or more, got ${df}`);
  const key = `${tail} ${df}`;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const quantile = solve(tail, Math.min(df, NORMAL_DF));
  // A bound on memory for programs that run for long.
  if (quantiles.size > 10_000) quantiles.clear();
  quantiles.set(key, quantile);
  return quantile;
}

/** P(T > t), t >= 0. */
export function upperT(t: number, df: number): number {
  return 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

function solve(tail: number, df: number): number {
  let [low, high] = [0, 2];
  while (upperT(high, df) > tail) [low, high] = [high, high * 2];
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (upperT(middle, df) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
