import type { GraphActivationName } from './activations.js';

/** A network that a program can train: dense layers one after the other, a softmax at the end. */
export interface DenseTrial {
  /** Units of each layer, the outputs last. */
  readonly units: readonly number[];
  /** Of all but the last. */
  readonly activation: GraphActivationName;
  /** Share of each layer's outputs, but the last's, that a training step sets to zero. */
  readonly dropout: readonly number[];
  /** The number by which each layer draws its random numbers (`layerNumbers`). */
  readonly numbers: readonly number[];
}

/** One array of weights of a program. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Which layer's kernel or bias of which trial it holds, column by column from the left. */
  readonly parts: readonly {
    readonly trial: number;
    readonly layer: number;
    readonly columns: number;
  }[];
  readonly kind: 'kernel' | 'bias';
}

/**
 * Where the weights of trials that share a program lie: their first layers side by side in one
 * kernel [inputs, all units] and one bias, so that one product serves them all; deeper layers each
 * in arrays of their own.
 */
export function layoutOf(inputs: number, trials: readonly DenseTrial[]): readonly ParameterSlot[] {
  const first = trials.map(({ units }, trial) => ({ trial, layer: 0, columns: units[0] ?? 0 }));
  const width = first.reduce((sum, { columns }) => sum + columns, 0);
  const deeper = trials.flatMap(({ units }, trial) =>
    units.slice(1).flatMap((columns, index): ParameterSlot[] => {
      const layer = index + 1;
      const parts = [{ trial, layer, columns }];
      const name = `trial_${trial}_layer_${layer}`;
      return [
        { name: `${name}_kernel`, kind: 'kernel', shape: [units[index] ?? 0, columns], parts },
        { name: `${name}_bias`, kind: 'bias', shape: [columns], parts },
      ];
    }),
  );
  return [
    { name: 'first_kernel', kind: 'kernel', shape: [inputs, width], parts: first },
    { name: 'first_bias', kind: 'bias', shape: [width], parts: first },
    ...deeper,
  ];
}
