import type { Statistics } from './statistics.js';

/**
 * Significant digits of a mean: all that a sum in doubles leaves right, so that 0.9665 is written so
 * and not as 0.9664999999999999.
 */
export const MEAN_DIGITS = 15;

/** Of a standard deviation or an interval's end, where squares and quantiles cost some more. */
export const SPREAD_DIGITS = 12;

/** A mean as short as it is exact; null where there is none. */
export function roundMean(mean: number | null): number | null {
  return mean === null ? null : inDigits(mean, MEAN_DIGITS);
}

/** A standard deviation or an end of an interval likewise. */
export function roundSpread(value: number | null): number | null {
  return value === null ? null : inDigits(value, SPREAD_DIGITS);
}

/** Statistics of a metric likewise. */
export function roundStatistics(statistics: Statistics | null): Statistics | null {
  if (statistics === null) return null;
  const { n, mean, sd, interval } = statistics;
  return {
    n,
    mean: inDigits(mean, MEAN_DIGITS),
    sd: roundSpread(sd),
    interval:
      interval === null
        ? null
        : {
            low: inDigits(interval.low, SPREAD_DIGITS),
            high: inDigits(interval.high, SPREAD_DIGITS),
          },
  };
}

function inDigits(value: number, digits: number): number {
  const rounded = Number(value.toPrecision(digits));
  // The largest double rounds up to no number.
  return Number.isFinite(rounded) ? rounded : value;
}
