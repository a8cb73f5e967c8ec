import { tQuantile95 } from './distributions.js';

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

export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** By linear interpolation between ordered values (Hyndman and Fan's type 7, NumPy's default). */
export function quartilesOf(values: readonly number[]): Quartiles {
  if (values.length === 0) throw new RangeError('no values have no quartiles');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? NaN;
    const above = sorted[Math.ceil(place)] ?? NaN;
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/**
 * Spearman's rank correlation of pairs, from -1 to 1; equal values share the mean of their ranks.
 * Null for fewer than three pairs, or where one side does not vary.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null;
  const left = ranksOf(pairs.map(([value]) => value));
  const right = ranksOf(pairs.map(([, value]) => value));
  const mean = (pairs.length + 1) / 2;
  let [product, leftSquares, rightSquares] = [0, 0, 0];
  left.forEach((rank, index) => {
    const [a, b] = [rank - mean, (right[index] ?? NaN) - mean];
    product += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  });
  if (leftSquares === 0 || rightSquares === 0) return null;
  return product / Math.sqrt(leftSquares * rightSquares);
}

/** From 1; of equal values the mean of the ranks that they take together. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const ranks = new Map<number, number>();
  for (let start = 0; start < sorted.length;) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (sorted[end] === value) end++;
    ranks.set(value, (start + 1 + end) / 2);
    start = end;
  }
  return values.map((value) => ranks.get(value) ?? NaN);
}
