import { noAxis } from './messages.js';
import { ShapeError, type Shape } from './shape.js';

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
