import { tQuantile95 } from './student.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What the seeds of one configuration say about its mean. */
export interface Statistics {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); null for one value. */
  readonly sd: number | null;
  /** 95 % t interval of the mean; null for one value, which says nothing about its spread. */
  readonly interval: Interval | null;
}

/**
 * Mean, spread and interval of finite values; null when there is none.
 *
 * @param range where values lie, as [0, 1] for shares: the interval never leaves it.
 */
export function describeValues(
  values: readonly number[],
  [lowest, highest]: readonly [low: number, high: number] = [-Infinity, Infinity],
): Statistics | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = meanOf(values);
  if (n === 1) return { n, mean, sd: null, interval: null };
  const sd = Math.sqrt(varianceOf(values, mean));
  const half = (tQuantile95(n - 1) * sd) / Math.sqrt(n);
  const interval = { low: Math.max(mean - half, lowest), high: Math.min(mean + half, highest) };
  return { n, mean, sd, interval };
}

/** The second pass takes the rounding out, so equal values have exactly that mean and no spread. */
export function meanOf(values: readonly number[]): number {
  const rough = sum(values) / values.length;
  return rough + sum(values.map((value) => value - rough)) / values.length;
}

export function varianceOf(values: readonly number[], mean: number): number {
  return sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Means are of ratios of counts: what is equal in nine decimals is the same number. */
export const MEAN_STEPS = 1e9;

/** A mean in whole steps of 1e-9, so that the order of a sum decides nothing. */
export function meanInSteps(mean: number): number {
  return Math.round(mean * MEAN_STEPS);
}
