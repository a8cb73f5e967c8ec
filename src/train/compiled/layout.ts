import type { Network } from '../../network/network.js';
import { architectureOf, type NetworkWeight, weightShapesOf } from '../grouped/view.js';

/** Networks of one architecture: they are computed in one go. */
export interface Stack {
  /** Indices of its trials among the program's. */
  readonly trials: readonly number[];
  /** Of each, which order of the images it follows. */
  readonly orders: readonly number[];
  readonly network: Network;
  readonly weights: readonly NetworkWeight[];
}

/** A weight of a stack's networks. */
export interface StackWeight {
  readonly stack: number;
  /** Index among the weights of its network. */
  readonly weight: number;
}

/** Products of one input with kernels of several stacks, as one product. */
export interface WideProduct {
  readonly kernels: readonly StackWeight[];
  /** One for each kernel, or none. */
  readonly biases: readonly StackWeight[];
}

/** One array of weights of a program. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trained: boolean;
  /**
   * Whether weights stand side by side: the columns [rows, columns] of all kernels, and of each
   * kernel those of all its trials; a bias is [columns]. Else one weight of a stack, [trials, ...].
   */
  readonly wide: boolean;
  readonly members: readonly StackWeight[];
  /** By column group of a wide one, else by index: whose it is, and how many columns it has. */
  readonly parts: readonly { readonly trial: number; readonly columns: number }[];
}

/** Where the weights of trials that share a program lie. */
export interface Layout {
  readonly stacks: readonly Stack[];
  /** The trials in the order of the stacks, which is that of all that a program keeps by trial. */
  readonly order: readonly number[];
  readonly slots: readonly ParameterSlot[];
  readonly wide: readonly WideProduct[];
}

/** @param orderOf by network, which order of the images it follows. */
export function stacksOf(
  networks: readonly Network[],
  orderOf: readonly number[],
): readonly Stack[] {
  const stacks = new Map<string, { trials: number[]; network: Network }>();
  networks.forEach((network, trial) => {
    const key = architectureOf(network);
    const stack = stacks.get(key);
    if (stack === undefined) stacks.set(key, { trials: [trial], network });
    else stack.trials.push(trial);
  });
  return [...stacks.values()].map((stack) => ({
    ...stack,
    orders: stack.trials.map((trial) => orderOf[trial] ?? 0),
    weights: weightShapesOf(stack.network),
  }));
}

/** @param wide which products are made as one; each kernel and bias is in one of them at most. */
export function layoutOf(stacks: readonly Stack[], wide: readonly WideProduct[]): Layout {
  const inWide = new Set(wide.flatMap(({ kernels, biases }) => [...kernels, ...biases]).map(keyOf));
  const slots = [
    ...wide.flatMap(({ kernels, biases }, index) => [
      wideSlot(`wide_${index}_kernel`, stacks, kernels),
      ...(biases.length === 0 ? [] : [wideSlot(`wide_${index}_bias`, stacks, biases)]),
    ]),
    ...stacks.flatMap(({ trials, network, weights }, stack) =>
      weights.flatMap(({ name, shape, trained, layer }, weight): ParameterSlot[] => {
        if (inWide.has(keyOf({ stack, weight }))) return [];
        return [
          {
            name: `stack_${stack}_${network.layers[layer]?.name ?? ''}_${name}`,
            shape: [trials.length, ...shape],
            trained,
            wide: false,
            members: [{ stack, weight }],
            parts: trials.map((trial) => ({ trial, columns: volume(shape) })),
          },
        ];
      }),
    ),
  ];
  return { stacks, order: stacks.flatMap(({ trials }) => trials), slots, wide };
}

function wideSlot(
  name: string,
  stacks: readonly Stack[],
  members: readonly StackWeight[],
): ParameterSlot {
  const parts = members.flatMap(({ stack, weight }) => {
    const { trials, weights } = stacks[stack] as Stack;
    const columns = weights[weight]?.shape.at(-1) ?? 0;
    return trials.map((trial) => ({ trial, columns }));
  });
  const width = parts.reduce((sum, { columns }) => sum + columns, 0);
  const [{ stack, weight } = { stack: 0, weight: 0 }] = members;
  const shape = stacks[stack]?.weights[weight]?.shape ?? [];
  const rows = volume(shape.slice(0, -1));
  return {
    name,
    shape: shape.length === 1 ? [width] : [rows, width],
    trained: true,
    wide: true,
    members,
    parts,
  };
}

/**
 * A layer's weight by its place among the layer's.
 *
 * @param index of the stack.
 */
export function weightOfLayer(
  { weights }: Stack,
  index: number,
  layer: number,
  place: number,
): StackWeight {
  const weight = weights.findIndex((own) => own.layer === layer && own.place === place);
  return { stack: index, weight };
}

export function keyOf({ stack, weight }: StackWeight): string {
  return `${stack}:${weight}`;
}

/** @param weights each trial's arrays, in the order of its network's weights. */
export function packWeights(
  { stacks, slots }: Layout,
  weights: readonly (readonly Float32Array[])[],
): Float32Array[] {
  return slots.map((slot) => {
    const packed = new Float32Array(volume(slot.shape));
    forEachRow(slot, stacks, (trial, weight, row, at, length) => {
      const own = weights[trial]?.[weight] ?? new Float32Array();
      packed.set(own.subarray(row * length, (row + 1) * length), at);
    });
    return packed;
  });
}

/** The inverse of `packWeights`. */
export function unpackWeights(
  { stacks, slots, order }: Layout,
  arrays: readonly (Float32Array | Int32Array)[],
): Float32Array[][] {
  const weights: Float32Array[][] = order.map(() => []);
  stacks.forEach(({ trials, weights: own }) => {
    for (const trial of trials) {
      weights[trial] = own.map(({ shape }) => new Float32Array(volume(shape)));
    }
  });
  slots.forEach((slot, index) => {
    const packed = arrays[index] ?? new Float32Array();
    forEachRow(slot, stacks, (trial, weight, row, at, length) => {
      weights[trial]?.[weight]?.set(packed.subarray(at, at + length), row * length);
    });
  });
  return weights;
}

/** Calls back for each row of each trial: where it begins in the packed array, and its length. */
function forEachRow(
  { shape, wide, members }: ParameterSlot,
  stacks: readonly Stack[],
  use: (trial: number, weight: number, row: number, at: number, length: number) => void,
): void {
  const rows = wide && shape.length === 2 ? (shape[0] ?? 0) : 1;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (const { stack, weight } of members) {
      const { trials, weights } = stacks[stack] as Stack;
      const own = weights[weight]?.shape ?? [];
      const length = wide ? (own.at(-1) ?? 0) : volume(own);
      for (const trial of trials) {
        use(trial, weight, row, at, length);
        at += length;
      }
    }
  }
}

export function volume(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
