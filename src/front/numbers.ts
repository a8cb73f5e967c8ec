import type { Count } from '../quantity/costs.js';
import type { Statistics } from './statistics.js';

const NAMES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** An exact count with thousands separators: `179,050`. */
export function writeCount(count: Count): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A fraction as per cent: `97.51 %`. */
export function writePercent(fraction: number, digits = 2): string {
  return `${hundredfold(fraction).toFixed(digits)} %`;
}

/** Without the last bits, by which two ways to one mean may differ: 97.025 is always rounded alike. */
function hundredfold(fraction: number): number {
  return Number((fraction * 100).toPrecision(12));
}

/** A difference of fractions in percentage points, without sign: `0.33`. */
export function writePoints(fraction: number): string {
  return Math.abs(hundredfold(fraction)).toFixed(2);
}

/** Three significant digits and an SI prefix: `84.6 k`, `2.10 G`. */
export function writeSi(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  // Rounded first, so that 999,999 becomes 1.00 M and never 1000 k.
  const rounded = Number(value.toPrecision(3));
  const power = Math.floor(Math.log10(Math.abs(rounded)) / 3 + 1e-12);
  const index = Math.min(Math.max(power, 0), NAMES.length - 1);
  const scaled = rounded / 1000 ** index;
  return `${scaled.toPrecision(3)} ${NAMES[index] ?? ''}`.trim();
}

/**
 * Significant digits of a mean: all that a sum in doubles leaves right, so that 0.9665 is written so
 * and not as 0.9664999999999999.
 */
export const MEAN_DIGITS = 15;

/** Of a standard deviation or an interval's end, where squares and quantiles cost some more. */
export const SPREAD_DIGITS = 12;

/** A mean as short as it is exact; null where there is none. */
export function roundMean(mean: number): number;
export function roundMean(mean: number | null): number | null;
export function roundMean(mean: number | null): number | null {
  return mean === null ? null : inDigits(mean, MEAN_DIGITS);
}

/** A standard deviation or an end of an interval likewise. */
export function roundSpread(value: number): number;
export function roundSpread(value: number | null): number | null;
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
