import { COSTS, isCost, type Cost } from '../quantity/costs.js';
import { isOfImages, METRICS, metricRow, type Metric } from '../quantity/metrics.js';

export type Goal = 'maximize' | 'minimize';

export interface Objective {
  readonly name: Metric | Cost;
  readonly goal: Goal;
}

export const DEFAULT_OBJECTIVES = [
  { name: 'val_accuracy', goal: 'maximize' },
  { name: 'flops', goal: 'minimize' },
] as const satisfies readonly Objective[];

/** Which way it is better. */
export function betterWhen(name: Metric | Cost): 'larger' | 'smaller' {
  return isCost(name) ? 'smaller' : metricRow(name).better;
}

/** The goal that prefers what is better. */
export function goalOf(name: Metric | Cost): Goal {
  return betterWhen(name) === 'larger' ? 'maximize' : 'minimize';
}

/**
 * What a new spec may trade off. Not `seconds`: a trial's are its share of those of its job, which
 * depend on what was trained beside it and on what else the machine did.
 */
export const OBJECTIVE_NAMES: readonly (Metric | Cost)[] = [
  ...METRICS.filter(isOfImages),
  ...COSTS,
];
