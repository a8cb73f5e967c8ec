import { digamma, incompleteBeta, trigamma, trigammaInverse } from './special-functions.js';

/** What the seeds of one configuration say of the variance of a value. */
export interface SampleVariance {
  /** Sample variance (n - 1); anything for n = 1. */
  readonly variance: number;
  /** n - 1. */
  readonly df: number;
}

/** A variance to compare with, and the degrees of freedom of Student's t that go with it. */
export interface ModeratedVariance {
  readonly variance: number;
  readonly df: number;
}

export interface Moderated {
  readonly variances: readonly ModeratedVariance[];
  /** Degrees of freedom that the pool lends to each. */
  readonly prior_df: number;
  /** Of all configurations together: no variance can be known better. */
  readonly pooled_df: number;
}

/** A sample variance so far above the pool by chance is taken to be a larger variance. */
const OUTLIER = 0.1;
/** Of a median: a variance of nothing has no logarithm. */
const FLOOR = 1e-5;

/**
 * Variances shrunk to their pool (Smyth 2004, "Linear models and empirical Bayes methods", section
 * 6.2): few seeds estimate a variance badly, and configurations of one sweep have variances alike.
 * How alike is estimated from all of them, by the mean and variance of their logarithms. A sample
 * variance above the pool's 10 % point keeps its own value where that is the larger one (after Phipson
 * and others 2016), so that one unstable configuration is not told to be as steady as the others.
 *
 * The pool lends at most the degrees of freedom of all but two configurations. A configuration of one
 * seed has the pool's variance, and what it lends. Null where none has two seeds.
 */
export function moderateVariances(samples: readonly SampleVariance[]): Moderated | null {
  const replicated = samples.filter(({ df }) => df > 0);
  if (replicated.length === 0) return null;
  const pooled_df = sum(replicated.map(({ df }) => df));
  const pooled = sum(replicated.map(({ variance, df }) => variance * df)) / pooled_df;
  // Values that never vary: differences are exact.
  if (pooled === 0) {
    const variances = samples.map(() => ({ variance: 0, df: pooled_df }));
    return { variances, prior_df: pooled_df, pooled_df };
  }
  const fitted = fitPrior(replicated) ?? { df: Infinity, variance: pooled };
  // Of how alike variances are, few configurations know little: two lend each other nothing.
  const most = ((replicated.length - 2) * pooled_df) / replicated.length;
  const prior = { df: Math.max(0, Math.min(fitted.df, most)), variance: fitted.variance };
  return {
    variances: samples.map((sample) => moderate(sample, prior, pooled_df)),
    prior_df: prior.df,
    pooled_df,
  };
}

function moderate(
  { variance, df }: SampleVariance,
  prior: { readonly df: number; readonly variance: number },
  pooled_df: number,
): ModeratedVariance {
  const total = Math.min(df + prior.df, pooled_df);
  if (df === 0) return { variance: prior.variance, df: total };
  const shrunk =
    prior.df === Infinity
      ? prior.variance
      : (prior.df * prior.variance + df * variance) / (prior.df + df);
  const isOutlier = variance > shrunk && upperF(variance / prior.variance, df, prior.df) < OUTLIER;
  return { variance: isOutlier ? variance : shrunk, df: total };
}

/** The scaled inverse chi-square from which the variances were drawn; null when it has no width. */
function fitPrior(
  samples: readonly SampleVariance[],
): { readonly df: number; readonly variance: number } | null {
  if (samples.length < 2) return null;
  const positive = samples.map(({ variance }) => variance).filter((variance) => variance > 0);
  const floor = FLOOR * median(positive);
  const logs = samples.map(
    ({ variance, df }) => Math.log(Math.max(variance, floor)) - digamma(df / 2) + Math.log(df / 2),
  );
  const mean = sum(logs) / logs.length;
  const spread = sum(logs.map((log) => (log - mean) ** 2)) / (logs.length - 1);
  const excess = spread - sum(samples.map(({ df }) => trigamma(df / 2))) / samples.length;
  if (excess <= 0) return null;
  const df = 2 * trigammaInverse(excess);
  return { df, variance: Math.exp(mean + digamma(df / 2) - Math.log(df / 2)) };
}

/** P(F > f) of Snedecor's F with `df` and `priorDf` degrees of freedom. */
function upperF(f: number, df: number, priorDf: number): number {
  return incompleteBeta(priorDf / (priorDf + df * f), priorDf / 2, df / 2);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
