import type { Scope } from '../scope.js';
import { GraphError, shapeText, type DType, type Shape, type Tensor } from '../node.js';
import { cast } from './elementwise.js';
import { one, requireType } from './one-output.js';

/**
 * A variable that lives as long as the session; it must be assigned before it is read.
 *
 * @param kept the type in which it is kept, where a device keeps none of `dtype`: read and assigned
 *   by casts.
 */
export function variable(
  scope: Scope,
  name: string,
  dtype: DType,
  shape: Shape,
  kept: DType = dtype,
): Variable {
  const handle = one(scope, {
    op: 'VarHandleOp',
    name,
    inputs: [],
    attributes: {
      dtype: { kind: 'type', value: kept },
      shape: { kind: 'shape', value: shape },
      shared_name: { kind: 'text', value: name },
    },
    output: 'resource',
    dtype: 'resource',
    shape: [],
  });
  return { handle, dtype, shape, kept };
}

export interface Variable {
  readonly handle: Tensor;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly kept: DType;
}

export function read(scope: Scope, { handle, dtype, shape, kept }: Variable): Tensor {
  const value = one(scope, {
    op: 'ReadVariableOp',
    inputs: [handle],
    attributes: { dtype: { kind: 'type', value: kept } },
    output: 'value',
    dtype: kept,
    shape,
    reads: [handle],
  });
  return cast(scope, value, dtype);
}

export function assign(
  scope: Scope,
  { handle, dtype, shape, kept }: Variable,
  value: Tensor,
): void {
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
    inputs: [handle, cast(scope, value, kept)],
    attributes: { dtype: { kind: 'type', value: kept } },
    outputs: [],
    writes: [handle],
  });
}
