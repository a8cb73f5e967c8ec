import { COSTS, type Cost, type Objective } from '../trial/objective.js';
import type { ConfigurationSummary } from './configurations.js';
import { compareCounts, objectiveValue } from './front.js';
import { meanInSteps } from './statistics.js';

/** What a configuration must keep to; absent limits nothing. */
export interface Limits {
  readonly most: Readonly<Partial<Record<Cost, bigint>>>;
  /** Least mean validation accuracy, a fraction. */
  readonly min_accuracy: number | null;
  /** How far below the best one's mean validation accuracy the cheapest may be, a fraction. */
  readonly within: number | null;
}

export type Best =
  | {
      readonly state: 'found';
      readonly chosen: ConfigurationSummary;
      /** The best of those that keep to the limits; the chosen one unless `within` took a cheaper. */
      readonly best: ConfigurationSummary;
      /** How many keep to the limits. */
      readonly candidates: number;
    }
  /** Some are complete, none keeps to the limits; `nearest` misses them by the least share. */
  | { readonly state: 'none-in-limits'; readonly nearest: ConfigurationSummary }
  | { readonly state: 'none-complete'; readonly configurations: number };

/**
 * The best complete configuration by the first objective, of those that keep to the limits; with
 * `within` the one of fewest FLOPs that is so near to that best. Ties: fewer FLOPs, then the better
 * one, fewer parameters, the id, so that the order of rows decides nothing. Never by test accuracy.
 */
export function bestOf(
  configurations: readonly ConfigurationSummary[],
  objective: Objective,
  limits: Limits,
): Best {
  const complete = configurations.filter(
    (item) => item.complete && objectiveValue(item, objective.name) !== null,
  );
  const kept = complete.filter((item) => misses(item, limits) === 0);
  const [best] = [...kept].sort(
    (a, b) => byObjective(a, b, objective) || byFlops(a, b) || byRest(a, b),
  );
  if (best !== undefined) {
    const near = kept.filter((item) => isNear(item, best, limits.within));
    const [cheapest = best] = near.sort(
      (a, b) => byFlops(a, b) || byObjective(a, b, objective) || byRest(a, b),
    );
    const chosen = limits.within === null ? best : cheapest;
    return { state: 'found', chosen, best, candidates: kept.length };
  }
  const [nearest] = complete.sort(
    (a, b) => misses(a, limits) - misses(b, limits) || byObjective(a, b, objective) || byRest(a, b),
  );
  return nearest === undefined
    ? { state: 'none-complete', configurations: configurations.length }
    : { state: 'none-in-limits', nearest };
}

/** By which share it misses the limit that it misses most; 0 when it keeps to all, exactly. */
function misses(item: ConfigurationSummary, { most, min_accuracy }: Limits): number {
  const shares = COSTS.map((cost) => {
    const limit = most[cost];
    if (limit === undefined || item[cost] <= limit) return 0;
    // Of nothing every share is endless; the number itself still ranks.
    return Number(BigInt(item[cost]) - limit) / Math.max(Number(limit), 1);
  });
  if (min_accuracy !== null) {
    const mean = item.means.val_accuracy?.mean ?? 0;
    const missing = meanInSteps(min_accuracy) - meanInSteps(mean);
    if (missing > 0) shares.push(missing / meanInSteps(min_accuracy));
  }
  return Math.max(...shares);
}

function isNear(
  item: ConfigurationSummary,
  best: ConfigurationSummary,
  within: number | null,
): boolean {
  const [mean, bestMean] = [item.means.val_accuracy, best.means.val_accuracy];
  if (within === null || mean === null || bestMean === null) return item === best;
  return meanInSteps(bestMean.mean) - meanInSteps(mean.mean) <= meanInSteps(within);
}

function byObjective(
  a: ConfigurationSummary,
  b: ConfigurationSummary,
  { name, goal }: Objective,
): number {
  const order = compareCounts(objectiveValue(a, name) ?? NaN, objectiveValue(b, name) ?? NaN);
  return goal === 'maximize' ? -order : order;
}

function byFlops(a: ConfigurationSummary, b: ConfigurationSummary): number {
  return compareCounts(a.flops, b.flops);
}

function byRest(a: ConfigurationSummary, b: ConfigurationSummary): number {
  return compareCounts(a.params, b.params) || (a.configuration < b.configuration ? -1 : 1);
}
