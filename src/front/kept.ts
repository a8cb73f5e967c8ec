import type { Objective } from '../trial/objective.js';
import type { TrialRecord } from '../trial/records.js';
import { isSettled } from '../trial/trial.js';
import { summarizeConfigurations } from './configurations.js';
import { frontOf } from './front.js';

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
