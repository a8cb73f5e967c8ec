import { kernelMissing } from '../messages.js';
import type { TrialWorkload } from '../../plan/trial-workload.js';
import type { ExpandedSpec } from '../../spec/expand.js';
import { missingOnWasm } from '../../train/missing-kernels.js';
import type { Model } from '../../trial/configuration.js';
import { configurationNames } from './planned-sweep.js';

/** Which of the trials wasm cannot train, and why; null where it can train all. */
export function whyUntrainable(
  expansion: ExpandedSpec,
  trials: readonly TrialWorkload[],
): string | null {
  // Configurations of a network share its model.
  const trainable = new Set<Model>();
  for (const { trial } of trials) {
    const { id, model } = trial.configuration;
    const planned = expansion.byId.get(id);
    if (planned === undefined || trainable.has(model)) continue;
    const missing = missingOnWasm(planned.network);
    trainable.add(model);
    if (missing === undefined) continue;
    const name = configurationNames(expansion).get(trial.configuration.id) ?? trial.id;
    return kernelMissing(missing.layer, missing.kernel, name);
  }
  return null;
}
