import type { Configuration } from './configuration.js';

/** Configuration x seed: the unit that is stored. */
export interface Trial {
  readonly id: string;
  readonly configuration: Configuration;
  /** Decides initial weights, dropout masks and, unless `data_seed` is set, the order of the data. */
  readonly seed: number;
  /** Fixes one order of the data for all seeds; null follows `seed`. */
  readonly data_seed: number | null;
}

export const STATUSES = [
  'pending',
  'running',
  'completed',
  'failed',
  'timeout',
  'interrupted',
  'diverged',
  'skipped',
] as const;

/** `skipped` = excluded by a constraint; `diverged` = NaN or infinite loss: a result, not a failure. */
export type Status = (typeof STATUSES)[number];

/** Of trials that were tried and gave no accuracy: there is a reason to tell. */
export const WRONG = ['failed', 'timeout', 'interrupted', 'diverged'] as const satisfies Status[];

/** True when training the trial again cannot be wanted: it has its result. */
export function isSettled(status: Status): boolean {
  switch (status) {
    case 'completed':
    case 'diverged':
    case 'skipped':
      return true;
    case 'pending':
    case 'running':
    case 'failed':
    case 'timeout':
    case 'interrupted':
      return false;
  }
}
