import type { DType, Shape } from './tensor.js';

/** An array that is part of the graph, row-major. */
export interface Constant {
  readonly dtype: Exclude<DType, 'resource'>;
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
