import type { Functions } from '../elementary/operations.js';
import type { Shape } from './shape.js';

// What the rows of this folder write a layer's output in, so that it is written once: the executor's
// arrays hold the samples of a batch, and those of several networks at once; layers see one sample.

/** Operations on arrays A, each of the shape that one sample has. */
export interface LayerOperations<A> extends Functions<A> {
  /** Whether this is a step of training: then dropout drops, and statistics are the batch's. */
  readonly training: boolean;
  readonly shapeOf: (x: A) => Shape;
  /** Numbers that are the same in each sample, row-major. */
  readonly constant: (values: readonly number[], shape: Shape) => A;
  readonly maximum: (a: A, b: A) => A;
  readonly inverseSquareRoot: (x: A) => A;
  readonly reshape: (x: A, shape: Shape) => A;
  /** `size` elements from `begin` on, every `strides`-th (1 unless given), in each dimension. */
  readonly slice: (
    x: A,
    begin: readonly number[],
    size: readonly number[],
    strides?: readonly number[],
  ) => A;
  /**
   * x [...positions, channels] in the order in which the executor takes windows fastest; everything
   * here takes it as it takes x.
   */
  readonly asPlanes: (x: A) => A;
  /** n parts: the elements whose index along a dimension leaves 0, 1, ... divided by n; a rest is left out. */
  readonly everyNth: (x: A, dimension: number, n: number) => readonly A[];
  /** Elements of one value before and after, in each dimension. */
  readonly pad: (x: A, borders: readonly (readonly [number, number])[], value: number) => A;
  /** Side by side along the last dimension. */
  readonly join: (parts: readonly A[]) => A;
  /** Parts of so many elements along the last dimension: what was joined. */
  readonly split: (x: A, widths: readonly number[]) => readonly A[];
  /** Over some dimensions, which go. */
  readonly sum: (x: A, dimensions: readonly number[]) => A;
  readonly largest: (x: A, dimensions: readonly number[]) => A;
  /** Over all samples of the batch and all dimensions but the last: [channels]. */
  readonly batchMean: (x: A) => A;
  /** x with a share of its elements set to 0, the others scaled; x itself outside of training. */
  readonly dropout: (x: A, rate: number) => A;
  /** A weight of the layer, by its place among `initialWeights`. */
  readonly weight: (place: number) => A;
  /** Says what a weight is after this step that the optimizer does not change. */
  readonly replaceWeight: (place: number, value: A) => void;
  /** x [..., n] times a kernel [..., units] of n rows, and a bias: [..., units]. */
  readonly affine: (x: A, kernel: number, bias: number | null) => A;
  /** x [n] times a matrix [n, m]. */
  readonly product: (x: A, matrix: A) => A;
  /** Rows of a weight [n, m] by whole numbers: [...] becomes [..., m]. */
  readonly lookUp: (numbers: A, place: number) => A;
  /** Rounds over the first dimension of a sequence [rounds, ...], with a state that begins at 0. */
  readonly scan: (
    sequence: A,
    state: readonly Shape[],
    matrices: readonly A[],
    round: (
      x: LayerOperations<A>,
      part: A,
      state: readonly A[],
      matrices: readonly A[],
    ) => { readonly state: readonly A[]; readonly output: A },
    returnSequences: boolean,
  ) => A;
}
