import { digamma, incompleteBeta, trigamma, trigammaInverse } from './distributions.js';

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
const OUTLIER = 0.2;
/**
 * Of the median of those that are not nothing: a variance of nothing has no logarithm. Accuracies are
 * counts of images, and equal ones are common among few seeds; a far lower floor would take them for
 * wildly unlike variances, and each configuration for alone.
 */
const FLOOR = 0.02;
/** Of the same: for steadier nobody is taken, as seeds that agree may do so by chance and coarse values. */
const STEADIEST = 0.1;
/** How unlike variances are is an estimate too: so many of its standard errors are added. */
const CAUTION = 0.25;

/**
 * Variances shrunk to their pool (Smyth 2004, "Linear models and empirical Bayes methods", section
 * 6.2): few seeds estimate a variance badly, and configurations of one sweep have variances alike.
 * How alike is estimated from all of them, by the mean and variance of their logarithms. A sample
 * variance above the pool's 20 % point keeps its own value where that is the larger one (after Phipson
 * and others 2016), so that one unstable configuration is not told to be as steady as the others; where
 * so high a one is not to be expected even once in all configurations, it keeps its own degrees of
 * freedom too.
 *
 * The pool lends at most the degrees of freedom of all but two configurations, and to those of fewer
 * seeds than the mean less, in proportion. A configuration of one seed has no variance of its own, and
 * nobody knows whether it is like the others: it has the pool's, with no degrees of freedom. Null where
 * none has two seeds.
 */
export function moderateVariances(samples: readonly SampleVariance[]): Moderated | null {
  const replicated = samples.filter(({ df }) => df > 0);
  if (replicated.length === 0) return null;
  const pooled_df = sum(replicated.map(({ df }) => df));
  const pooled = sum(replicated.map(({ variance, df }) => variance * df)) / pooled_df;
  // Values that never vary: differences are exact.
  if (pooled === 0) {
    const variances = samples.map(({ df }) => ({ variance: 0, df: df === 0 ? 0 : pooled_df }));
    return { variances, prior_df: pooled_df, pooled_df };
  }
  const median = medianOf(replicated.flatMap(({ variance }) => (variance > 0 ? variance : [])));
  const fitted = fitPrior(replicated, median) ?? { df: Infinity, variance: pooled };
  // Of how alike variances are, few configurations know little: two lend each other nothing.
  const most = ((replicated.length - 2) * pooled_df) / replicated.length;
  const prior = {
    df: Math.max(0, Math.min(fitted.df, most)),
    variance: fitted.variance,
    mean_df: pooled_df / replicated.length,
  };
  return {
    variances: samples.map((sample) => {
      const { variance, df } = moderate(sample, prior, pooled_df);
      return { variance: Math.max(variance, STEADIEST * median), df };
    }),
    prior_df: prior.df,
    pooled_df,
  };
}

interface Prior {
  readonly df: number;
  readonly variance: number;
  /** Of the configurations that it was estimated from. */
  readonly mean_df: number;
}

function moderate(
  { variance, df }: SampleVariance,
  prior: Prior,
  pooled_df: number,
): ModeratedVariance {
  if (df === 0) return { variance: prior.variance, df: 0 };
  const lent = prior.df * Math.min(1, df / prior.mean_df);
  const shrunk = (lent * prior.variance + df * variance) / (lent + df);
  const total = Math.min(df + lent, pooled_df);
  if (prior.df === 0 || variance <= shrunk) return { variance: shrunk, df: total };
  const chance = upperF(variance / prior.variance, df, prior.df);
  if (chance >= OUTLIER) return { variance: shrunk, df: total };
  return { variance, df: chance < (OUTLIER * df) / pooled_df ? df : total };
}

/** The scaled inverse chi-square from which the variances were drawn; null when it has no width. */
function fitPrior(
  samples: readonly SampleVariance[],
  median: number,
): { readonly df: number; readonly variance: number } | null {
  if (samples.length < 2) return null;
  const floor = FLOOR * median;
  const logs = samples.map(
    ({ variance, df }) => Math.log(Math.max(variance, floor)) - digamma(df / 2) + Math.log(df / 2),
  );
  const mean = sum(logs) / logs.length;
  const spread = sum(logs.map((log) => (log - mean) ** 2)) / (logs.length - 1);
  const error = spread * Math.sqrt(2 / (logs.length - 1));
  const chance = sum(samples.map(({ df }) => trigamma(df / 2))) / samples.length;
  const excess = spread + CAUTION * error - chance;
  if (excess <= 0) return null;
  const df = 2 * trigammaInverse(excess);
  return { df, variance: Math.exp(mean + digamma(df / 2) - Math.log(df / 2)) };
}

/** P(F > f) of Snedecor's F with `df` and `priorDf` degrees of freedom. */
function upperF(f: number, df: number, priorDf: number): number {
  return incompleteBeta(priorDf / (priorDf + df * f), priorDf / 2, df / 2);
}

/** Of one or more; of two in the middle the smaller. */
function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
