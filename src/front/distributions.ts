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

/**
 * Functions that the distributions of variances and of t need, for positive arguments; each is good
 * to some 1e-12 of its value. Formulas: Abramowitz and Stegun, chapter 6 and 26.5.
 */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
] as const;

/** Natural logarithm of the gamma function, by Lanczos's approximation. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const [first, ...rest] = LANCZOS;
  const series = rest.reduce(
    (sum, term, index) => sum + term / (shifted + index + 1),
    first as number,
  );
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}

/** Derivative of `logGamma`: recurrence up to 6, then the asymptotic series. */
export function digamma(x: number): number {
  let [value, at] = [0, x];
  for (; at < 6; at++) value -= 1 / at;
  const f = 1 / (at * at);
  const series = f * (1 / 12 - f * (1 / 120 - f * (1 / 252 - f * (1 / 240 - f / 132))));
  return value + Math.log(at) - 0.5 / at - series;
}

/** Derivative of `digamma`: recurrence up to 6, then the asymptotic series. */
export function trigamma(x: number): number {
  let [value, at] = [0, x];
  for (; at < 6; at++) value += 1 / (at * at);
  const f = 1 / (at * at);
  const series = (f / at) * (1 / 6 - f * (1 / 30 - f * (1 / 42 - f * (1 / 30 - (f * 5) / 66))));
  return value + 1 / at + f / 2 + series;
}

/** The x > 0 of which `trigamma(x) = y`, y > 0: trigamma falls from infinity to 0. */
export function trigammaInverse(y: number): number {
  // 1/x < trigamma(x) < 1/x + 1/x^2, so the root lies between the roots of these two.
  let low = 1 / y;
  let high = (1 + Math.sqrt(1 + 4 * y)) / (2 * y);
  for (let step = 0; step < 100 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (trigamma(middle) > y) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularized incomplete beta function I_x(a, b), by Lentz's continued fraction. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  const tiny = 1e-300;
  const apart = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a - 1 + 2 * m) * (a + 2 * m));
    d = 1 / apart(1 + even * d);
    c = apart(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 1 + 2 * m));
    d = 1 / apart(1 + odd * d);
    c = apart(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}
