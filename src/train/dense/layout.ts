import type { DenseNetwork } from './network.js';

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
export function layoutOf(
  inputs: number,
  networks: readonly DenseNetwork[],
): readonly ParameterSlot[] {
  const first = networks.map(({ units }, trial) => ({ trial, layer: 0, columns: units[0] ?? 0 }));
  const width = first.reduce((sum, { columns }) => sum + columns, 0);
  const deeper = networks.flatMap(({ units }, trial) =>
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
