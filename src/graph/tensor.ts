/** Element types, by TensorFlow's names without `DT_`. */
export type DType = 'float32' | 'int32' | 'int64' | 'uint64' | 'uint8' | 'bool' | 'resource';

/** Sizes by dimension; null where one is known only when the graph runs. */
export type Shape = readonly (number | null)[];

/** A value that an operation will produce, or an argument of a function. */
export interface Tensor {
  /** The scope in which it is made: nodes elsewhere name it otherwise. */
  readonly scope: object;
  readonly dtype: DType;
  readonly shape: Shape;
  /** How a node of its own scope names it as an input. */
  readonly reference: string;
}

/** Elements of a tensor whose every size is known. */
export function sizeOf(shape: Shape): number {
  return shape.reduce<number>((size, dimension) => {
    if (dimension === null) throw new GraphError(`unknown size of ${shapeText(shape)}`);
    return size * dimension;
  }, 1);
}

export function shapeText(shape: Shape): string {
  return `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, dimension) => size === b[dimension]);
}

/** A graph that cannot be: shapes or types that do not fit. A fault of ours, never of a spec. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}
