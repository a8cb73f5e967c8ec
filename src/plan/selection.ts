import type { Status } from '../trial/trial.js';
import type { JobOrder, TrialWorkload } from './jobs.js';

/**
 * Which of the trials without a result a run trains: all of them, those that an earlier run tried and
 * that failed, were too slow or were interrupted, or all but those that failed or were too slow.
 */
export const SELECTIONS = ['all', 'failed', 'not-failed'] as const;
export type Selection = (typeof SELECTIONS)[number];

export function selectTrials(
  remaining: readonly TrialWorkload[],
  statuses: ReadonlyMap<string, Status>,
  selection: Selection,
): readonly TrialWorkload[] {
  return remaining.filter(({ trial }) => {
    const status = statuses.get(trial.id) ?? 'pending';
    switch (selection) {
      case 'all':
        return true;
      case 'failed':
        return status === 'failed' || status === 'timeout' || status === 'interrupted';
      case 'not-failed':
        return status !== 'failed' && status !== 'timeout';
    }
  });
}

/**
 * The first trials in the order of a run, at most `most` of them; equal ones as given. They come
 * back as they were given, since jobs are packed from that.
 */
export function firstTrials(
  trials: readonly TrialWorkload[],
  order: JobOrder,
  most: number,
): readonly TrialWorkload[] {
  if (trials.length <= most) return trials;
  const first = new Set(inOrder(trials, order).slice(0, most));
  return trials.filter((trial) => first.has(trial));
}

function inOrder(trials: readonly TrialWorkload[], order: JobOrder): readonly TrialWorkload[] {
  switch (order) {
    case 'given':
      return trials;
    case 'cheapest-first':
      return [...trials].sort((a, b) => Number(a.flop - b.flop));
    case 'expensive-first':
      return [...trials].sort((a, b) => Number(b.flop - a.flop));
  }
}
