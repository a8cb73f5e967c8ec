import type { JobOrder, TrialWorkload } from '../../plan/jobs.js';
import { firstTrials, selectTrials } from '../../plan/selection.js';
import { LONGEST_SECONDS } from '../../spec/words/duration.js';
import type { Status } from '../../trial/trial.js';
import type { RunControl } from '../options.js';

/** What of the trials without a result a run trains. */
export function chosenTrials(
  remaining: readonly TrialWorkload[],
  statuses: ReadonlyMap<string, Status>,
  order: JobOrder,
  { selection = 'all', maxTrials = Infinity }: RunControl,
): readonly TrialWorkload[] {
  return firstTrials(selectTrials(remaining, statuses, selection), order, maxTrials);
}

/** @throws RangeError naming the first option that cannot be meant. */
export function requireControl(control: RunControl): void {
  requireInteger('retries', control.retries, 0, 100);
  requireInteger('maxTrials', control.maxTrials, 1, Infinity);
  requireSeconds('timeoutSeconds', control.timeoutSeconds);
  requireSeconds('budgetSeconds', control.budgetSeconds);
}

function requireInteger(name: string, value: number | undefined, least: number, most: number) {
  if (value === undefined) return;
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Infinity ? `from ${least} and up` : `from ${least} to ${most}`;
  throw new RangeError(`Expected \`${name}\` to be an integer ${range}, got ${value}`);
}

/** A timer of Node holds no more. */
function requireSeconds(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value <= LONGEST_SECONDS)) return;
  throw new RangeError(
    `Expected \`${name}\` to be seconds above 0 and up to ${LONGEST_SECONDS}, got ${value}`,
  );
}
