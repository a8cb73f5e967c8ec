import type { DenseNetwork } from '../grouped/network.js';

/** Networks of one architecture: what comes after their first layers is computed in one go. */
export interface Stack {
  /** Indices of its trials among the program's. */
  readonly trials: readonly number[];
  readonly network: DenseNetwork;
}

/** One array of weights of a program. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of the layer whose kernels or biases it holds. */
  readonly layer: number;
  readonly kind: 'kernel' | 'bias';
  /** The trials that it holds them of, in this order. */
  readonly trials: readonly number[];
}

/**
 * Where the weights of trials that share a program lie: the first layers of all side by side in one
 * kernel [inputs, all units] and one bias [all units], so that one product serves them all; deeper
 * layers by architecture, kernels [trials, inputs, units] and biases [trials, 1, units].
 */
export interface Layout {
  readonly stacks: readonly Stack[];
  /** The trials in the order of the stacks, which is that of all that a program keeps by trial. */
  readonly order: readonly number[];
  readonly slots: readonly ParameterSlot[];
  /** Units of the first layer, by trial. */
  readonly widths: readonly number[];
}

export function layoutOf(inputs: number, networks: readonly DenseNetwork[]): Layout {
  const stacks = stacksOf(networks);
  const order = stacks.flatMap(({ trials }) => trials);
  const widths = networks.map(({ units }) => units[0] ?? 0);
  const width = widths.reduce((sum, units) => sum + units, 0);
  const first = { layer: 0, trials: order } as const;
  const deeper = stacks.flatMap(({ trials, network: { units } }, stack) =>
    units.slice(1).flatMap((columns, index): ParameterSlot[] => {
      const [layer, count] = [index + 1, trials.length];
      const name = `stack_${stack}_layer_${layer}`;
      const shape = [count, units[index] ?? 0, columns];
      return [
        { name: `${name}_kernel`, kind: 'kernel', layer, trials, shape },
        { name: `${name}_bias`, kind: 'bias', layer, trials, shape: [count, 1, columns] },
      ];
    }),
  );
  const slots: ParameterSlot[] = [
    { ...first, name: 'first_kernel', kind: 'kernel', shape: [inputs, width] },
    { ...first, name: 'first_bias', kind: 'bias', shape: [width] },
    ...deeper,
  ];
  return { stacks, order, slots, widths };
}

function stacksOf(networks: readonly DenseNetwork[]): readonly Stack[] {
  const stacks = new Map<string, { trials: number[]; network: DenseNetwork }>();
  networks.forEach((network, trial) => {
    const key = JSON.stringify(network);
    const stack = stacks.get(key);
    if (stack === undefined) stacks.set(key, { trials: [trial], network });
    else stack.trials.push(trial);
  });
  return [...stacks.values()];
}

/** @param weights each trial's kernels [inputs, units] and biases [units] in turn. */
export function packWeights(
  { slots, widths }: Layout,
  weights: readonly (readonly Float32Array[])[],
): Float32Array[] {
  return slots.map((slot) => {
    const packed = new Float32Array(slot.shape.reduce((size, dimension) => size * dimension, 1));
    forEachRow(slot, widths, (trial, row, at, length) => {
      packed.set(arrayOf(weights, trial, slot).subarray(row * length, (row + 1) * length), at);
    });
    return packed;
  });
}

/** The inverse of `packWeights`. */
export function unpackWeights(
  { slots, widths }: Layout,
  arrays: readonly (Float32Array | Int32Array)[],
): Float32Array[][] {
  const weights: Float32Array[][] = widths.map(() => []);
  slots.forEach((slot, index) => {
    const packed = arrays[index] ?? new Float32Array();
    forEachRow(slot, widths, (trial, row, at, length) => {
      const own = (weights[trial] ??= []);
      const place = placeOf(slot);
      own[place] ??= new Float32Array(rowsOf(slot) * length);
      own[place].set(packed.subarray(at, at + length), row * length);
    });
  });
  return weights;
}

/** Calls back for each row of each trial: where it begins in the packed array, and its length. */
function forEachRow(
  slot: ParameterSlot,
  widths: readonly number[],
  use: (trial: number, row: number, at: number, length: number) => void,
): void {
  const rows = rowsOf(slot);
  let at = 0;
  if (slot.layer > 0) {
    const length = slot.shape.at(-1) ?? 0;
    for (const trial of slot.trials) {
      for (let row = 0; row < rows; row++, at += length) use(trial, row, at, length);
    }
    return;
  }
  for (let row = 0; row < rows; row++) {
    for (const trial of slot.trials) {
      const length = widths[trial] ?? 0;
      use(trial, row, at, length);
      at += length;
    }
  }
}

/** Rows of one trial's array. */
function rowsOf({ kind, shape }: ParameterSlot): number {
  return kind === 'bias' ? 1 : (shape.at(-2) ?? 0);
}

/** Index of a slot's array among those of a trial. */
function placeOf({ kind, layer }: ParameterSlot): number {
  return 2 * layer + (kind === 'kernel' ? 0 : 1);
}

function arrayOf(
  weights: readonly (readonly Float32Array[])[],
  trial: number,
  slot: ParameterSlot,
): Float32Array {
  return weights[trial]?.[placeOf(slot)] ?? new Float32Array();
}
