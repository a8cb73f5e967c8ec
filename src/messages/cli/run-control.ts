import { counted } from '../counted.js';

/** `9 to train, 4 of them in this run`. */
export function toTrainText(remaining: number, chosen: number): string {
  if (chosen === remaining) return `${remaining} to train`;
  return `${remaining} to train, ${chosen === 0 ? 'none' : chosen} of them in this run`;
}

/** Said when a run begins to stop. */
export function stoppingText(by: 'signal' | 'budget' | 'failure'): string {
  switch (by) {
    case 'signal':
      return 'Stopping: finishing the step. Press Ctrl-C again to force.';
    case 'budget':
      return 'The budget is reached: stopping what runs.';
    case 'failure':
      return 'A trial has failed (--fail-fast): stopping what runs.';
  }
}

/** What stopping has cost: of a trial in training nothing is kept. */
export function stoppedLosing(
  completed: number,
  { trials, jobs }: { readonly trials: number; readonly jobs: number },
): string {
  const kept = `${counted(completed, 'trial')} completed ${completed === 1 ? 'is' : 'are'} stored`;
  const lost =
    trials === 0
      ? 'none was in training'
      : `${counted(trials, 'trial')} in training (${counted(jobs, 'job')}) ${beginAnew(trials)}`;
  return `stopped: ${kept}; ${lost}`;
}

/** The same of what took too long. */
export function timedOutLosing({
  trials,
  jobs,
}: {
  readonly trials: number;
  readonly jobs: number;
}): string {
  return `timed out: ${counted(trials, 'trial')} (${counted(jobs, 'job')}) ${beginAnew(trials)}`;
}

const beginAnew = (trials: number): string =>
  `${trials === 1 ? 'begins' : 'begin'} anew with the next run`;

const remain = (trials: number): string => `${trials} ${trials === 1 ? 'remains' : 'remain'}`;

export function budgetText(budget: string, reached: boolean, remaining: number): string {
  const why = reached
    ? `The budget of ${budget} was reached`
    : `Nothing more was estimated to fit into the budget of ${budget}`;
  return `${why}: ${remain(remaining)}, and the same command goes on.`;
}

export function failFastText(trial: string, error: string, remaining: number): string {
  return (
    `Stopped at the first failure, ${trial}: ${error} (--fail-fast). ${remain(remaining)}; ` +
    'the same command tries it again, and with --keep-going trains the others whatever fails.'
  );
}

export function maxTrialsText(most: number, remaining: number): string {
  return `${remain(remaining)} (--max-trials ${most}), and the same command goes on.`;
}

/** Trials that failed or took too long, and were not to be tried again. */
export function skipFailedText(failed: number): string {
  return `${failed} that failed or timed out before ${failed === 1 ? 'was' : 'were'} left alone (--skip-failed).`;
}

/** Trials that had not failed, and were therefore not asked for. */
export function retryFailedText(others: number): string {
  return `${remain(others)} that had not failed; without --retry-failed they are trained.`;
}

export function tryAgainText(remaining: number): string {
  return `The same command tries the remaining ${remaining} again.`;
}

/**
 * Said once, below the first trial that failed: what is shown is the end of its log.
 *
 * @param option names the database where it is not the usual one.
 */
export function logsHint(trial: string, option: string): string {
  return `Its whole log: sweep logs ${trial}${option}`;
}
