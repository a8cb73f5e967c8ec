import { kernelMissing } from '../messages/run/devices.js';
import type { PlannedTrial } from '../plan/planned-trial.js';
import type { Expansion } from '../spec/expand.js';
import { missingOnWasm } from '../train/missing-kernels.js';
import { configurationNames, configurationsById } from './planned-sweep.js';

/** Which of the trials wasm cannot train, and why; null where it can train all. */
export function whyUntrainable(
  expansion: Expansion,
  trials: readonly PlannedTrial[],
): string | null {
  const configurations = configurationsById(expansion);
  for (const { trial } of trials) {
    const planned = configurations.get(trial.configuration.id);
    const missing = planned === undefined ? undefined : missingOnWasm(planned.network);
    if (missing === undefined) continue;
    const name = configurationNames(expansion).get(trial.configuration.id) ?? trial.id;
    return kernelMissing(missing.layer, missing.kernel, name);
  }
  return null;
}
