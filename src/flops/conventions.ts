import { ACTIVATION_FUNCTIONS } from '../elementary/activations.js';
import { COUNTED_OPTIMIZERS, UPDATE_FLOPS, type OptimizerName } from '../elementary/optimizers.js';
import { entriesOf, kindOf, OPERATIONS, type Operation } from '../layers/operations.js';

export const CONVENTIONS = ['notebook', 'mac', 'flop', 'tensorflow', 'fvcore'] as const;
export type ConventionName = (typeof CONVENTIONS)[number];

/** Those that say what a training step costs. */
export const TRAINING_CONVENTIONS = [
  'notebook',
  'mac',
  'flop',
] as const satisfies readonly ConventionName[];
export type TrainingConvention = (typeof TRAINING_CONVENTIONS)[number];

/** Losses whose cost is in the tables. */
export const COUNTED_LOSSES = [
  'categorical_crossentropy',
  'sparse_categorical_crossentropy',
  'binary_crossentropy',
  'mean_squared_error',
  'mean_absolute_error',
] as const;
export type LossName = (typeof COUNTED_LOSSES)[number];

/** How much each operation counts. */
export type Coefficients = Readonly<Record<Operation, bigint>>;

export interface Convention {
  readonly name: ConventionName;
  readonly unit: 'FLOP' | 'MAC';
  readonly about: string;
  readonly coefficients: Coefficients;
  /** Whether its numbers hold at inference alone. */
  readonly inferenceOnly: boolean;
  /** False where the convention says nothing of the backward pass, the loss and the optimizer. */
  readonly training: boolean;
  /** One trainable parameter in one step of the optimizer. */
  readonly optimizer: Readonly<Record<OptimizerName, bigint>>;
  /** The same, for a decay of the weights that the rule itself does not hold. */
  readonly weightDecay: bigint;
  /** One element of the network's output: the loss and its gradient. */
  readonly loss: Readonly<Record<LossName, bigint>>;
}

/** Elementary operations on one output, forward and for the gradient of what was put in. */
const ELEMENTARY_LOSS: Readonly<Record<LossName, bigint>> = {
  // log p, y log p, the sum: 3; p - y, / batch: 2
  categorical_crossentropy: 5n,
  // As above, the labels being numbers: the class's log p alone is read, but all are there.
  sparse_categorical_crossentropy: 5n,
  // y log p + (1-y) log(1-p), the sum: 8; p - y, / batch: 2
  binary_crossentropy: 10n,
  // p - y, its square, the sum: 3; x 2 / n: 1
  mean_squared_error: 4n,
  // p - y, its size, the sum: 3; its sign, / n: 2
  mean_absolute_error: 5n,
};

const NO_OPTIMIZER = zeros(COUNTED_OPTIMIZERS);
const NO_LOSS = zeros(COUNTED_LOSSES);
const NOTHING = zeros(OPERATIONS);
const PRODUCTS_ONCE = { ...NOTHING, ...productsAt(1n) };

const TABLE: Readonly<Record<ConventionName, Convention>> = {
  notebook: {
    name: 'notebook',
    unit: 'FLOP',
    about:
      '2 per multiply-accumulate, no bias, 1 per activation, 5 per softmax unit, ' +
      '1 per other operation on an element',
    coefficients: {
      ...NOTHING,
      ...productsAt(2n),
      ...activationsAt(1n),
      glu: 1n,
      linear: 0n,
      softmax: 5n,
      // A sum of exponentials as well, and a logarithm in the place of the division.
      log_softmax: 5n,
      add: 1n,
      subtract: 1n,
      multiply: 1n,
      divide: 1n,
      power: 1n,
      compare: 1n,
      max_pool: 1n,
      average_pool: 1n,
      max_pool_3d: 1n,
      average_pool_3d: 1n,
      global_average: 1n,
      global_average_2d: 1n,
      adaptive_average_windows: 1n,
      global_max: 1n,
      // x a + b
      batch_normalize: 2n,
      // The sum for the mean, x - mean, its square, their sum, times 1 / sd.
      standardize: 5n,
      standardize_scale: 1n,
      standardize_offset: 1n,
      group_scale: 1n,
      group_offset: 1n,
      // The square, their sum, times 1 / root, times the factor.
      rms_normalize: 4n,
      // The square, their sum, times 1 / root.
      unit_normalize: 3n,
      dropout: 1n,
      noise: 1n,
      // Four products, three additions.
      resize_bilinear: 7n,
    },
    inferenceOnly: false,
    training: true,
    optimizer: UPDATE_FLOPS,
    weightDecay: 2n,
    loss: ELEMENTARY_LOSS,
  },
  mac: {
    name: 'mac',
    unit: 'MAC',
    about: 'multiply-accumulates of products and convolutions, nothing else',
    coefficients: PRODUCTS_ONCE,
    inferenceOnly: false,
    training: true,
    optimizer: NO_OPTIMIZER,
    weightDecay: 0n,
    loss: NO_LOSS,
  },
  flop: {
    name: 'flop',
    unit: 'FLOP',
    about: '2 per multiply-accumulate of products and convolutions, nothing else',
    coefficients: { ...NOTHING, ...productsAt(2n) },
    inferenceOnly: false,
    training: true,
    optimizer: NO_OPTIMIZER,
    weightDecay: 0n,
    loss: NO_LOSS,
  },
  tensorflow: {
    name: 'tensorflow',
    unit: 'FLOP',
    about: "the float_operation formulas of TensorFlow's profiler, inference",
    coefficients: {
      ...NOTHING,
      ...productsAt(2n),
      // Conv2DBackpropInput has a formula of its own, Conv3DBackpropInput none.
      transposed_convolution: 0n,
      conv2d_backprop_input: 1n,
      bias: 1n,
      softmax: 5n,
      add: 1n,
      subtract: 1n,
      multiply: 1n,
      divide: 1n,
      power: 1n,
      compare: 1n,
      accumulate: 1n,
      max_pool: 1n,
      average_pool: 1n,
      global_average: 1n,
      global_average_2d: 1n,
      adaptive_average_windows: 1n,
      // TensorFlow has no formula for it; keras-flops's is taken.
      global_max: 1n,
      batch_normalize: 2n,
      batch_normalize_channels: 1n,
      // Mean and squared difference have formulas of 1 and 2, the mean taken twice; x a + b.
      standardize: 6n,
      // Into 1 / sd, and by that with the mean.
      standardize_scale: 2n,
      standardize_offset: 1n,
      rms_normalize: 4n,
      unit_normalize: 3n,
      statistics: 1n,
    },
    inferenceOnly: true,
    training: false,
    optimizer: NO_OPTIMIZER,
    weightDecay: 0n,
    loss: NO_LOSS,
  },
  fvcore: {
    name: 'fvcore',
    unit: 'MAC',
    about: "fvcore's handlers: 1 per multiply-accumulate, and of norms and resizing",
    coefficients: {
      ...PRODUCTS_ONCE,
      batch_normalize: 1n,
      batch_normalize_scaled: 1n,
      standardize: 4n,
      standardize_scale: 1n,
      group_scale: 1n,
      global_average_2d: 1n,
      adaptive_average_inputs: 1n,
      resize_nearest: 1n,
      resize_bilinear: 4n,
    },
    inferenceOnly: false,
    training: false,
    optimizer: NO_OPTIMIZER,
    weightDecay: 0n,
    loss: NO_LOSS,
  },
};

export function conventionNamed(name: ConventionName): Convention {
  return TABLE[name];
}

/** Whether what the optimizer and the loss do counts at all. */
export function countsUpdates(name: ConventionName): boolean {
  const { optimizer, loss } = TABLE[name];
  return [...Object.values(optimizer), ...Object.values(loss)].some((count) => count > 0n);
}

/** Coefficients that the user sets in the place of the convention's. */
export type Overrides = Readonly<Partial<Record<Operation, bigint>>>;

/**
 * The convention with what was set beside it, and that the products are those that TensorFlow.js runs
 * where that was asked for: `notebook, bias=1, executed`.
 */
export function conventionText(
  name: ConventionName,
  coefficients: Overrides = {},
  executed = false,
): string {
  const settings = entriesOf(coefficients).map(([operation, count]) => `${operation}=${count}`);
  return [name, ...settings.toSorted(), ...(executed ? ['executed'] : [])].join(', ');
}

function productsAt(count: bigint): Partial<Record<Operation, bigint>> {
  const products = OPERATIONS.filter((name) => kindOf(name) === 'products');
  // TensorFlow's formula for a transposed convolution is in no other convention.
  const entries = products.map((name) => [name, name === 'conv2d_backprop_input' ? 0n : count]);
  return Object.fromEntries(entries) as Partial<Record<Operation, bigint>>;
}

function activationsAt(count: bigint): Partial<Record<Operation, bigint>> {
  return Object.fromEntries(ACTIVATION_FUNCTIONS.map((name) => [name, count])) as Partial<
    Record<Operation, bigint>
  >;
}

function zeros<const T extends string>(names: readonly T[]): Readonly<Record<T, bigint>> {
  return Object.fromEntries(names.map((name) => [name, 0n])) as Record<T, bigint>;
}
