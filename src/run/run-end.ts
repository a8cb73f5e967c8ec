import type { TrialLabel } from './trial-label.js';

/** Why a run trained no more; `itself`: it had done all that it set out to do. */
export type RunEnd =
  | { readonly by: 'itself' }
  | { readonly by: 'signal' }
  /** `reached`: what ran was stopped; else nothing more was estimated to fit. */
  | { readonly by: 'budget'; readonly reached: boolean }
  /** The first trial that failed for good. */
  | { readonly by: 'failure'; readonly trial: TrialLabel; readonly error: string };
