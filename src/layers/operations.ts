import { ACTIVATION_FUNCTIONS, type ActivationFunction } from '../elementary/activations.js';

/** The column of a table in which an operation is counted. */
export type OperationKind = 'products' | 'bias' | 'activation' | 'other';

/** Multiply-accumulates of a product or a convolution. */
const PRODUCTS = [
  /** Of matrices: dense, recurrent and attention layers. */
  'matmul',
  /** Of a convolution over one to three dimensions, padded positions included. */
  'convolution',
  /** Of a convolution of each channel by itself. */
  'depthwise_convolution',
  /** Of a transposed convolution: each input times each weight of the kernel. */
  'transposed_convolution',
  /** The same of one or two dimensions, as TensorFlow's formula has it, in FLOP. */
  'conv2d_backprop_input',
] as const;

/** Functions that are no activation of a layer's, since they change its shape. */
const HALVING = ['glu'] as const;

const OTHERS = [
  /** Elementary operations, by elements of their result. */
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'compare',
  /** Adding up two products, which a multiply-accumulate's own addition can do. */
  'accumulate',
  /** Elements of the windows of a pooling layer, over one or two dimensions. */
  'max_pool',
  'average_pool',
  /** The same over three. */
  'max_pool_3d',
  'average_pool_3d',
  /** Elements that one number is made of, for each channel, over one or three dimensions. */
  'global_average',
  /** The same over two. */
  'global_average_2d',
  /** Elements of all windows of adaptive pooling, which may overlap, and of its input. */
  'adaptive_average_windows',
  'adaptive_average_inputs',
  /** Comparisons: elements less the maxima found. */
  'global_max',
  /** Elements of batch normalisation at inference, x a + b. */
  'batch_normalize',
  /** Those that have a learned factor in a. */
  'batch_normalize_scaled',
  /** Operations on a and b themselves, once whatever the batch. */
  'batch_normalize_channels',
  /** Elements brought to mean 0 and variance 1, both taken from the data. */
  'standardize',
  /** Elements times a learned factor after that, and plus a learned offset. */
  'standardize_scale',
  'standardize_offset',
  /** The same of groups of channels. */
  'group_scale',
  'group_offset',
  /** Operations on means and variances that a sample is brought to 0 and 1 by. */
  'statistics',
  /** Elements divided by their root mean square, and times a learned factor. */
  'rms_normalize',
  /** Elements divided by their length. */
  'unit_normalize',
  /** Elements masked, while training. */
  'dropout',
  /** Elements that get noise, while training. */
  'noise',
  /** Elements of an image of another size: copied, and weighted from 4 neighbours. */
  'resize_nearest',
  'resize_bilinear',
] as const;

export type ProductOperation = (typeof PRODUCTS)[number];
export type OtherOperation = (typeof OTHERS)[number];

/** What layers do, in words of no convention yet; an activation function is one for each element. */
export type Operation =
  ProductOperation | 'bias' | ActivationFunction | (typeof HALVING)[number] | OtherOperation;

export const OPERATIONS: readonly Operation[] = [
  ...PRODUCTS,
  'bias',
  ...ACTIVATION_FUNCTIONS,
  ...HALVING,
  ...OTHERS,
];

const KINDS: Readonly<Record<string, OperationKind>> = Object.fromEntries([
  ...PRODUCTS.map((name) => [name, 'products'] as const),
  ['bias', 'bias'] as const,
  ...[...ACTIVATION_FUNCTIONS, ...HALVING].map((name) => [name, 'activation'] as const),
  ...OTHERS.map((name) => [name, 'other'] as const),
]);

export function kindOf(operation: Operation): OperationKind {
  return KINDS[operation] ?? 'other';
}

/** How many of each operation; those left out are none. */
export type Operations = Readonly<Partial<Record<Operation, bigint>>>;

export const NO_OPERATIONS: Operations = {};

export function sum(...all: readonly Operations[]): Operations {
  const total: Partial<Record<Operation, bigint>> = {};
  for (const operations of all) {
    for (const [name, count] of entriesOf(operations)) total[name] = (total[name] ?? 0n) + count;
  }
  return total;
}

export function times(operations: Operations, factor: bigint): Operations {
  const entries = entriesOf(operations).map(([name, count]) => [name, count * factor] as const);
  return Object.fromEntries(entries);
}

export function entriesOf(operations: Operations): readonly (readonly [Operation, bigint])[] {
  return Object.entries(operations) as [Operation, bigint][];
}
