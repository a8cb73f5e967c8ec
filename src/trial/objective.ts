/** Measured per trial; test accuracy is deliberately not among them: it must not choose anything. */
export const METRICS = ['val_accuracy', 'val_loss', 'accuracy', 'loss', 'seconds'] as const;
export type Metric = (typeof METRICS)[number];

/** Known before training. */
export const COSTS = ['flops', 'params', 'training_flops'] as const;
export type Cost = (typeof COSTS)[number];

export type Goal = 'maximize' | 'minimize';

export interface Objective {
  readonly name: Metric | Cost;
  readonly goal: Goal;
}

export const DEFAULT_OBJECTIVES = [
  { name: 'val_accuracy', goal: 'maximize' },
  { name: 'flops', goal: 'minimize' },
] as const satisfies readonly Objective[];

/** Which way each is better: the only place that says so. */
export const BETTER_WHEN: Readonly<Record<Metric | Cost, 'larger' | 'smaller'>> = {
  val_accuracy: 'larger',
  val_loss: 'smaller',
  accuracy: 'larger',
  loss: 'smaller',
  seconds: 'smaller',
  flops: 'smaller',
  params: 'smaller',
  training_flops: 'smaller',
};

/** The goal that prefers what is better. */
export function goalOf(name: Metric | Cost): Goal {
  return BETTER_WHEN[name] === 'larger' ? 'maximize' : 'minimize';
}

/**
 * What a new spec may trade off. Not `seconds`: a trial's are its share of those of its job, which
 * depend on what was trained beside it and on what else the machine did.
 */
export const OBJECTIVE_NAMES = [
  'val_accuracy',
  'val_loss',
  'accuracy',
  'loss',
  ...COSTS,
] as const satisfies readonly (Metric | Cost)[];
