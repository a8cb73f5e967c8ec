/** Measured per trial; test accuracy is deliberately not among them: it must not choose anything. */
export const METRICS = ['val_accuracy', 'val_loss', 'accuracy', 'loss', 'seconds'] as const;
export type Metric = (typeof METRICS)[number];

/** Known before training. */
export const COSTS = ['flops', 'params', 'training_flops'] as const;
export type Cost = (typeof COSTS)[number];

export interface Objective {
  readonly name: Metric | Cost;
  readonly goal: 'maximize' | 'minimize';
}

export const DEFAULT_OBJECTIVES: readonly Objective[] = [
  { name: 'val_accuracy', goal: 'maximize' },
  { name: 'flops', goal: 'minimize' },
];
