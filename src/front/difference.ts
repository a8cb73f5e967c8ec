import { around, meanOf, varianceOf, type Interval } from './statistics.js';

/** A metric of one configuration, by seed. */
export type SeedValues = ReadonlyMap<number, number>;

export interface Difference {
  /** Mean of the first minus mean of the second. */
  readonly mean: number;
  /**
   * `paired`: both have the same seeds. Equal seeds see the same batches in the same order, so what a
   * seed's order gives or takes is partly common and drops out. `welch`: other seeds, unequal
   * variances. `none`: a configuration with one seed has no measured spread.
   */
  readonly method: 'paired' | 'welch' | 'none';
  /** Seeds of the configuration that has fewer. */
  readonly n: number;
  /** 95 % t interval of the difference; null when the method is `none`. */
  readonly interval: Interval | null;
  /** True only when the interval excludes 0; null when there is no interval to ask. */
  readonly moreThanNoise: boolean | null;
}

/** How far apart two configurations are, and whether their seeds can tell; null without values. */
export function differenceOf(first: SeedValues, second: SeedValues): Difference | null {
  const a = [...first.values()];
  const b = [...second.values()];
  if (a.length === 0 || b.length === 0) return null;
  const n = Math.min(a.length, b.length);
  const mean = meanOf(a) - meanOf(b);
  if (n === 1) return { mean, method: 'none', n, interval: null, moreThanNoise: null };

  const pairs = pairedDifferences(first, second);
  const interval = pairs === null ? welch(a, b) : paired(pairs);
  return {
    mean: pairs === null ? mean : meanOf(pairs),
    method: pairs === null ? 'welch' : 'paired',
    n,
    interval,
    moreThanNoise: interval.low > 0 || interval.high < 0,
  };
}

/** Differences seed by seed; null unless both have exactly the same seeds. */
function pairedDifferences(first: SeedValues, second: SeedValues): readonly number[] | null {
  if (first.size !== second.size) return null;
  const differences: number[] = [];
  for (const [seed, value] of first) {
    const other = second.get(seed);
    if (other === undefined) return null;
    differences.push(value - other);
  }
  return differences;
}

function paired(differences: readonly number[]): Interval {
  const mean = meanOf(differences);
  const n = differences.length;
  return around(mean, Math.sqrt(varianceOf(differences, mean) / n), n - 1);
}

function welch(a: readonly number[], b: readonly number[]): Interval {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const partA = varianceOf(a, meanA) / a.length;
  const partB = varianceOf(b, meanB) / b.length;
  const df = (partA + partB) ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  return around(meanA - meanB, Math.sqrt(partA + partB), df);
}
