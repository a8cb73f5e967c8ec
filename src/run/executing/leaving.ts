import type { ExpandedSpec } from '../../spec/expand.js';
import { isSettled, type Status } from '../../trial/trial.js';
import { skippedConfigurations } from '../planning/planned-sweep.js';

/** Trials that a sweep had and that its spec, as it now is, does not want; they stay stored. */
export interface LeavingTrials {
  readonly trials: number;
  /** Those of them that have a result. */
  readonly trained: number;
}

/**
 * What leaves a sweep: by another grid or other seeds, by `exclude`, or by a constraint that now
 * leaves it out.
 *
 * @param members the trials that the sweep had when it was last run, those left out then not among them.
 */
export function leavingTrials(
  expansion: ExpandedSpec,
  members: ReadonlyMap<string, Status>,
): LeavingTrials {
  if (members.size === 0) return { trials: 0, trained: 0 };
  const skipped = skippedConfigurations(expansion);
  const wanted = new Set(
    expansion.trials.flatMap(({ id, configuration }) =>
      skipped.has(configuration.id) ? [] : [id],
    ),
  );
  const leaving = [...members].filter(([id]) => !wanted.has(id));
  return {
    trials: leaving.length,
    trained: leaving.filter(([, status]) => isSettled(status)).length,
  };
}
