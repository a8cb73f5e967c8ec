// Medians, and whether a row's accuracy is that of the others.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Two-sided 95 % quantiles of Student's t, by degrees of freedom from 1 to 30. */
const T = [
  12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];

/** Rounded down to a whole number of degrees, which makes an interval wider. */
function quantile(degrees) {
  return T[Math.min(Math.max(Math.floor(degrees), 1), T.length) - 1];
}

/**
 * The mean accuracy over a work's models and half its 95 % interval by Student's t: over seeds; of a
 * single seed from the standard deviation that this mean was seen to have over so many seeds.
 */
export function accuracyOf(models, accuracies, spread) {
  const bySeed = new Map();
  models.forEach(({ seed }, index) => {
    bySeed.set(seed, [...(bySeed.get(seed) ?? []), accuracies[index]]);
  });
  const means = [...bySeed.values()].map(mean);
  const centre = mean(means);
  const n = means.length;
  if (n === 1) {
    return { centre, half: quantile(spread.seeds - 1) * spread.sd, n, error: spread.sd };
  }
  const variance = means.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (n - 1);
  const error = Math.sqrt(variance / n);
  return { centre, half: quantile(n - 1) * error, n, error };
}

/** The difference of two means and half its 95 % interval (Welch); null of single seeds. */
export function differenceOf(a, b) {
  if (a.n < 2 || b.n < 2) return null;
  const [va, vb] = [a.error ** 2, b.error ** 2];
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return { centre: a.centre - b.centre, half: quantile(degrees) * Math.sqrt(va + vb) };
}

/** A row is void when its interval excludes the median of the others. */
export function isVoid(own, others) {
  if (others.length === 0) return false;
  return Math.abs(own.centre - median(others.map(({ centre }) => centre))) > own.half;
}

/** The line `fixed + slope x` of least relative squares through points [x, y], and its R² so weighted. */
export function relativeLine(points) {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const weight = 1 / y ** 2;
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx ** 2);
  const fixed = (wy - slope * wx) / w;
  const sum = (of) => points.reduce((all, [x, y]) => all + ((y - of(x)) / y) ** 2, 0);
  const centre = wy / w;
  return { fixed, slope, r2: 1 - sum((x) => fixed + slope * x) / sum(() => centre) };
}

/** The power of x that y grows by: the slope of the least squares line through logarithms of pairs above 0. */
export function growth(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const [middle, level] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const sum = (of) => logs.reduce((all, pair) => all + of(pair), 0);
  return sum(([x, y]) => (x - middle) * (y - level)) / sum(([x]) => (x - middle) ** 2);
}
