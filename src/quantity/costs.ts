import { keysOf } from './table.js';

/** An exact integer: a number up to 2^53 - 1, a bigint beyond. */
export type Count = number | bigint;

/** A number of a configuration that is known before training. */
export interface CostRow {
  /** Of columns. */
  readonly label: string;
  /** What is counted, as in `fewer FLOPs`; and what each number is of, as in `84,550 FLOPs per image`. */
  readonly noun: string;
  readonly comparative: 'fewer' | 'less';
  readonly per: string;
  /** The first line of its axis. */
  readonly axis: string;
  /** In the heading of a table, below the label. */
  readonly about: string;
  /** Whether its numbers depend on the sweep's convention of counting, and so are the sweep's. */
  readonly convention: boolean;
  /** Whether views have it before the results, where it is read at once. */
  readonly leading: boolean;
}

/** In the order of lists of names. Less of each is better. */
export const COST_ROWS = {
  /** Forward, of one image. */
  flops: {
    label: 'FLOPs',
    noun: 'FLOPs',
    comparative: 'fewer',
    per: ' per image',
    axis: 'FLOPs per image, forward',
    about: 'per image, forward',
    convention: true,
    leading: true,
  },
  /** All of them, also those that training does not change. */
  params: {
    label: 'Parameters',
    noun: 'parameters',
    comparative: 'fewer',
    per: '',
    axis: 'Parameters',
    about: '',
    convention: false,
    leading: true,
  },
  /** Of a whole training of one seed, validation left out. */
  training_flops: {
    label: 'Training FLOPs',
    noun: 'training FLOPs',
    comparative: 'fewer',
    per: '',
    axis: 'FLOPs of one whole training',
    about: 'whole training',
    convention: true,
    leading: false,
  },
} as const satisfies Readonly<Record<string, CostRow>>;

export type Cost = keyof typeof COST_ROWS;

export const COSTS = keysOf(COST_ROWS);

export function isCost(name: string): name is Cost {
  return Object.hasOwn(COST_ROWS, name);
}
