import type { Scope } from '../scope.js';
import { GraphError, shapeText, type DType, type Shape, type Tensor } from '../node.js';
import { one, requireType } from './one-output.js';

/** A variable that lives as long as the session; it must be assigned before it is read. */
export function variable(scope: Scope, name: string, dtype: DType, shape: Shape): Variable {
  const handle = one(scope, {
    op: 'VarHandleOp',
    name,
    inputs: [],
    attributes: {
      dtype: { kind: 'type', value: dtype },
      shape: { kind: 'shape', value: shape },
      shared_name: { kind: 'text', value: name },
    },
    output: 'resource',
    dtype: 'resource',
    shape: [],
  });
  return { handle, dtype, shape };
}

export interface Variable {
  readonly handle: Tensor;
  readonly dtype: DType;
  readonly shape: Shape;
}

export function read(scope: Scope, { handle, dtype, shape }: Variable): Tensor {
  return one(scope, {
    op: 'ReadVariableOp',
    inputs: [handle],
    attributes: { dtype: { kind: 'type', value: dtype } },
    output: 'value',
    dtype,
    shape,
    reads: [handle],
  });
}

export function assign(scope: Scope, { handle, dtype, shape }: Variable, value: Tensor): void {
  requireType('AssignVariableOp', value, dtype);
  const fits =
    shape.length === value.shape.length &&
    shape.every((size, d) => size === null || size === value.shape[d] || value.shape[d] === null);
  if (!fits) {
    throw new GraphError(
      `a variable of ${shapeText(shape)} cannot become ${shapeText(value.shape)}`,
    );
  }
  scope.add({
    op: 'AssignVariableOp',
    inputs: [handle, value],
    attributes: { dtype: { kind: 'type', value: dtype } },
    outputs: [],
    writes: [handle],
  });
}
