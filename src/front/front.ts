import { isCost, type Cost, type Count } from '../quantity/costs.js';
import type { Objective } from '../trial/objective.js';
import type { Metric } from '../quantity/metrics.js';
import type { TrialRecord } from '../trial/records.js';
import { type ConfigurationSummary, summarizeConfigurations } from './configurations.js';
import { MEAN_STEPS, meanInSteps } from './statistics.js';
import { isSettled } from '../trial/trial.js';

/**
 * The front of a sweep: its complete configurations that no other complete one dominates in their
 * means over seeds, cheapest first. Empty when nothing is complete.
 */
export function frontOf(
  configurations: readonly ConfigurationSummary[],
  objectives: readonly Objective[],
): readonly ConfigurationSummary[] {
  const complete = configurations.filter((configuration) => configuration.complete);
  const front = nonDominated(
    complete,
    objectives.map(({ name, goal }) => ({ goal, value: (item) => objectiveValue(item, name) })),
  );
  return [...front].sort((a, b) => compareCounts(a.flops, b.flops));
}

/** An exact cost, or a metric's mean over seeds in nine decimals. */
export function objectiveValue(
  configuration: ConfigurationSummary,
  name: Metric | Cost,
): Count | null {
  return isCost(name) ? configuration[name] : rounded(configuration.means[name]?.mean ?? null);
}

/** Equal means must not differ by the order of their sum: nine decimals decide. */
function rounded(mean: number | null): number | null {
  return mean === null ? null : meanInSteps(mean) / MEAN_STEPS;
}

/** For sorting; exact also when a bigint meets a number. */
export function compareCounts(a: Count, b: Count): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One direction in which items are compared. */
export interface Criterion<Item> {
  readonly goal: 'maximize' | 'minimize';
  /** Null where the item has no such value; exact, also when bigint meets number. */
  readonly value: (item: Item) => Count | null;
}

/**
 * The non-dominated items over 1 to 4 criteria, in their given order.
 *
 * `a` dominates `b` when it is at least as good in every criterion and better in one. So equal items
 * do not dominate each other and are all kept or all dropped. An item without a finite value in
 * every criterion is never kept and dominates nothing. With one criterion the result is every item
 * that has the best value.
 */
export function nonDominated<Item>(
  items: readonly Item[],
  criteria: readonly Criterion<Item>[],
): readonly Item[] {
  if (criteria.length < 1 || criteria.length > 4) {
    throw new RangeError(`a front needs 1 to 4 objectives, got ${criteria.length}`);
  }
  const candidates = items.flatMap((item) => {
    const values = criteria.map((criterion) => criterion.value(item));
    return values.every(isFinite) ? [{ item, values }] : [];
  });
  const goals = criteria.map((criterion) => criterion.goal);
  // What dominates an item comes before it when the best come first, and if it is dominated itself, so
  // is the item by what dominates it: those that were kept are all that there is to ask.
  const kept: (typeof candidates)[number][] = [];
  for (const candidate of [...candidates].sort((a, b) => byGoals(a.values, b.values, goals))) {
    // Mostly one of the last: next to it by the first criterion, and the best so far by the second.
    const by = kept.findLast(({ values }) => dominates(values, candidate.values, goals));
    if (by === undefined) kept.push(candidate);
  }
  const front = new Set(kept);
  return candidates.filter((candidate) => front.has(candidate)).map(({ item }) => item);
}

/** The better one first: by the first criterion in which they differ. */
function byGoals(
  a: readonly Count[],
  b: readonly Count[],
  goals: readonly Criterion<never>['goal'][],
): number {
  for (const [index, goal] of goals.entries()) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return 0;
    if (left < right) return goal === 'maximize' ? 1 : -1;
    if (left > right) return goal === 'maximize' ? -1 : 1;
  }
  return 0;
}

function isFinite(value: Count | null): value is Count {
  return typeof value === 'bigint' || Number.isFinite(value);
}

function dominates(
  a: readonly Count[],
  b: readonly Count[],
  goals: readonly Criterion<never>['goal'][],
): boolean {
  let better = false;
  for (const [index, goal] of goals.entries()) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return false;
    // `<` between a bigint and a number compares their exact values; `===` would not.
    const less = left < right;
    const more = left > right;
    if (goal === 'maximize' ? less : more) return false;
    if (less || more) better = true;
  }
  return better;
}

/**
 * Configurations whose models are worth keeping: those of the front, and those that may still join it
 * since a seed of theirs has no result yet; all, while none is complete.
 */
export function keptConfigurations(
  trials: readonly TrialRecord[],
  objectives: readonly Objective[],
): ReadonlySet<string> {
  const configurations = summarizeConfigurations(trials);
  if (!configurations.some(({ complete }) => complete)) {
    return new Set(configurations.map(({ configuration }) => configuration));
  }
  const open = trials.filter(({ status }) => !isSettled(status));
  return new Set(
    [...frontOf(configurations, objectives), ...open].map(({ configuration }) => configuration),
  );
}
