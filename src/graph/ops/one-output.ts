import {
  type Attributes,
  type DType,
  GraphError,
  type Shape,
  shapeText,
  type Tensor,
} from '../node.js';
import type { Scope } from '../scope.js';

export interface One {
  readonly op: string;
  readonly name?: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly output: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly reads?: readonly Tensor[];
}

export function one(scope: Scope, { output, dtype, shape, ...rest }: One): Tensor {
  return scope.add({
    ...rest,
    outputs: [{ name: output, tensors: [{ dtype, shape }] }],
  })[0] as Tensor;
}

export function requireType(op: string, tensor: Tensor, dtype: DType): void {
  if (tensor.dtype !== dtype) throw new GraphError(`${op}: ${tensor.dtype} beside ${dtype}`);
}

/** NumPy's rule: sizes are compared from the end; 1 stretches. */
export function broadcast(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, dimension) => {
    const [x, y] = [a, b].map((shape) => {
      const index = shape.length - rank + dimension;
      return index < 0 ? 1 : (shape[index] as number | null);
    });
    if (x === 1) return y ?? null;
    if (y === 1 || x === y) return x ?? null;
    throw new GraphError(`${op}: ${shapeText(a)} beside ${shapeText(b)}`);
  });
}
