import type { Cost, Metric, Objective } from '../trial/objective.js';
import type { Count } from '../trial/records.js';
import type { ConfigurationSummary } from './configurations.js';
import { nonDominated } from './dominance.js';
import { MEAN_STEPS, meanInSteps } from './statistics.js';

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
  switch (name) {
    case 'flops':
    case 'params':
    case 'training_flops':
      return configuration[name];
    case 'val_accuracy':
    case 'val_loss':
    case 'accuracy':
    case 'loss':
    case 'seconds':
      return rounded(configuration.means[name]?.mean ?? null);
  }
}

/** Equal means must not differ by the order of their sum: nine decimals decide. */
function rounded(mean: number | null): number | null {
  return mean === null ? null : meanInSteps(mean) / MEAN_STEPS;
}

/** For sorting; exact also when a bigint meets a number. */
export function compareCounts(a: Count, b: Count): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
