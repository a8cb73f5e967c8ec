/** An array that is part of the graph, row-major. */
export interface Constant {
  readonly dtype: Exclude<DType, 'resource' | 'variant'>;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The value of an operation's attribute, by its kind. */
export type Attribute =
  | { readonly kind: 'type'; readonly value: DType }
  | { readonly kind: 'types'; readonly value: readonly DType[] }
  | { readonly kind: 'shape'; readonly value: Shape }
  | { readonly kind: 'shapes'; readonly value: readonly Shape[] }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: Constant }
  /** Name of a function of the library. */
  | { readonly kind: 'function'; readonly value: string };

export type Attributes = Readonly<Record<string, Attribute>>;

/** One operation of a graph or of a function's body. */
export interface Node {
  readonly name: string;
  readonly op: string;
  /** References, then control inputs as `^node`. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
  /** Of its outputs in turn; for printing. */
  readonly outputs: readonly { readonly dtype: DType; readonly shape: Shape }[];
}

export interface Argument {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A function of the library, which calls and loops name. */
export interface GraphFunction {
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly nodes: readonly Node[];
  readonly results: readonly {
    readonly name: string;
    readonly reference: string;
    readonly dtype: DType;
    readonly shape: Shape;
  }[];
  /** Nodes that must run though no result needs them: they write variables. */
  readonly effects: readonly string[];
}

/** Element types, by TensorFlow's names without `DT_`. */
export type DType =
  'float32' | 'int32' | 'int64' | 'uint64' | 'uint8' | 'bool' | 'resource' | 'variant';

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

/** Sizes of which every one must be known. */
export function sizes({ shape, reference }: Tensor): readonly number[] {
  if (shape.includes(null)) throw new GraphError(`unknown size of ${reference}`);
  return shape as readonly number[];
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
