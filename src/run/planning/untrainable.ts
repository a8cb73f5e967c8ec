import {
  LAYER_CLASS_NAMES,
  LAYER_CLASSES,
  type LayerClassName,
  rowOf,
} from '../../layers/classes.js';
import type { Network } from '../../network/network.js';
import { kernelMissing } from '../messages.js';
import type { TrialWorkload } from '../../plan/jobs.js';
import type { ExpandedSpec } from '../../spec/expand.js';
import type { Model } from '../../trial/configuration.js';
import { configurationNames } from './planned-sweep.js';

/**
 * Kernels of TensorFlow.js that wasm 4.22 has not, by the class of layers whose gradient needs them.
 */
export const KERNELS_THAT_WASM_LACKS: Readonly<Partial<Record<LayerClassName, string>>> =
  Object.fromEntries(
    LAYER_CLASS_NAMES.flatMap((name) => {
      const { wasmLacks } = LAYER_CLASSES[name];
      return wasmLacks === undefined ? [] : [[name, wasmLacks] as const];
    }),
  );

/** A layer that an engine cannot train. */
export interface MissingKernel {
  readonly layer: string;
  readonly kernel: string;
}

/** The first layer of the network that wasm cannot train; undefined where it can train all. */
export function missingOnWasm({ layers }: Network): MissingKernel | undefined {
  for (const layer of layers) {
    const kernel = rowOf(layer).wasmLacks;
    if (kernel !== undefined) return { layer: layer.name, kernel };
  }
  return undefined;
}

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
