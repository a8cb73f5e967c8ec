import type { Objective } from '../trial/objective.js';
import { COSTS, type Cost, type Count } from '../quantity/costs.js';
import type { ConfigurationSummary } from './configurations.js';
import { compareCounts, objectiveValue } from './front.js';
import type { Subject } from './sweep-analysis.js';
import { meanInSteps } from './statistics.js';

/** What a configuration must keep to; absent limits nothing. */
export interface Limits {
  readonly most: Readonly<Partial<Record<Cost, bigint>>>;
  /** Least mean validation accuracy, a fraction. */
  readonly min_accuracy: number | null;
  /** How much worse than the best the cheapest may be, in the unit of the subject's metric. */
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
  /** Some are complete, but none has what the best is chosen by. */
  | { readonly state: 'none-measured' }
  | { readonly state: 'none-complete'; readonly configurations: number };

/** By what a configuration is chosen. */
export interface Choice {
  /** What the best is the best by. */
  readonly objective: Objective;
  /** By whose metric and cost the cheapest within some distance is found. */
  readonly subject: Subject;
  /** The subject's cost, where it is none of the columns; null leaves a configuration out. */
  readonly costOf?: ((configuration: ConfigurationSummary) => Count | null) | undefined;
}

/**
 * The best complete configuration by the objective, of those that keep to the limits; with `within`
 * the cheapest that is so near to that best. Ties: the cheaper one, then the better one, fewer
 * parameters, the id, so that the order of rows decides nothing. Never by test accuracy.
 */
export function bestOf(
  configurations: readonly ConfigurationSummary[],
  { objective, subject, costOf = (item) => columnOf(item, subject.cost) }: Choice,
  limits: Limits,
): Best {
  const complete = configurations.filter(
    (item) =>
      item.complete && objectiveValue(item, objective.name) !== null && costOf(item) !== null,
  );
  const kept = complete.filter((item) => keepsTo(item, limits));
  const byCost = (a: ConfigurationSummary, b: ConfigurationSummary): number =>
    compareCounts(costOf(a) ?? NaN, costOf(b) ?? NaN);
  const [best] = [...kept].sort(
    (a, b) => byObjective(a, b, objective) || byCost(a, b) || byRest(a, b),
  );
  if (best !== undefined) {
    const near = kept.filter((item) => isNear(item, best, limits.within, subject));
    const [cheapest = best] = near.sort(
      (a, b) => byCost(a, b) || byObjective(a, b, objective) || byRest(a, b),
    );
    const chosen = limits.within === null ? best : cheapest;
    return { state: 'found', chosen, best, candidates: kept.length };
  }
  const [nearest] = complete.sort(
    (a, b) =>
      relativeViolation(a, limits) - relativeViolation(b, limits) ||
      byObjective(a, b, objective) ||
      byRest(a, b),
  );
  if (nearest !== undefined) return { state: 'none-in-limits', nearest };
  return configurations.some(
    (item) => item.complete && objectiveValue(item, objective.name) === null,
  )
    ? { state: 'none-measured' }
    : { state: 'none-complete', configurations: configurations.length };
}

function columnOf(item: ConfigurationSummary, cost: Subject['cost']): Count | null {
  return cost === 'latency_ms' ? null : item[cost];
}

/** Whether it keeps to all limits. */
export function keepsTo(item: ConfigurationSummary, limits: Limits): boolean {
  return relativeViolation(item, limits) === 0;
}

/** By which share it misses the limit that it misses most; 0 when it keeps to all, exactly. */
function relativeViolation(item: ConfigurationSummary, { most, min_accuracy }: Limits): number {
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
  { metric, goal }: Subject,
): boolean {
  const [mean, bestMean] = [item.means[metric], best.means[metric]];
  if (within === null || mean === null || bestMean === null) return item === best;
  const loss = (bestMean.mean - mean.mean) * (goal === 'maximize' ? 1 : -1);
  // Of equal numbers the last digits depend on how they were summed.
  return loss <= within + 1e-9 * Math.max(Math.abs(bestMean.mean), Math.abs(mean.mean));
}

function byObjective(
  a: ConfigurationSummary,
  b: ConfigurationSummary,
  { name, goal }: Objective,
): number {
  const order = compareCounts(objectiveValue(a, name) ?? NaN, objectiveValue(b, name) ?? NaN);
  return goal === 'maximize' ? -order : order;
}

function byRest(a: ConfigurationSummary, b: ConfigurationSummary): number {
  return compareCounts(a.params, b.params) || (a.configuration < b.configuration ? -1 : 1);
}
