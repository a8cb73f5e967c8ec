import { ExplainedError } from '../text/problem.js';
import { noAxis, noDimension, wrongRank } from './messages.js';

/** A network that cannot be read or built: what is wrong, in which layer, and what was expected. */
export class TopologyError extends ExplainedError {
  override readonly name = 'TopologyError';
  readonly blame = 'input';
}

/** Sizes of one sample's dimensions, without the batch; `[28, 28]`, `[100]`. */
export type Shape = readonly number[];

/** Sizes of which some may be unknown, as in a model for texts of any length. */
export type PartialShape = readonly (number | null)[];

/** Elements of one sample; 1 for the scalar shape `[]`. */
export function elements(shape: Shape): bigint {
  return shape.reduce((product, size) => product * BigInt(size), 1n);
}

/** An input that a layer cannot take; whoever knows the layer's name adds it. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** The size of dimension `axis`, counted from the end where negative. */
export function sizeAt(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new ShapeError(noDimension(axis, shape));
  return size;
}

/** @throws a ShapeError unless the shape has `rank` dimensions, the batch not counted. */
export function assertRank(shape: Shape, rank: number): void {
  if (shape.length !== rank) throw new ShapeError(wrongRank(shape, rank));
}

/**
 * The sample's dimension that Keras's `axis` means: Keras counts the batch as 0, and from the end
 * where negative. A ShapeError where there is none, or where it is the batch.
 */
export function sampleAxis(axis: number, shape: Shape): number {
  const index = axis < 0 ? shape.length + axis : axis - 1;
  if (index >= 0 && index < shape.length) return index;
  throw new ShapeError(noAxis(axis, shape));
}

/** Product of the sizes along Keras's `axes`. */
export function sizeAlong(axes: readonly number[], shape: Shape): bigint {
  const indices = new Set(axes.map((axis) => sampleAxis(axis, shape)));
  return [...indices].reduce((product, index) => product * BigInt(shape[index] ?? 1), 1n);
}
