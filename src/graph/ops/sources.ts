import type { Scope } from '../scope.js';
import { GraphError, shapeText, sizeOf, type DType, type Shape, type Tensor } from '../node.js';
import { one } from './one-output.js';

export function placeholder(scope: Scope, name: string, dtype: DType, shape: Shape): Tensor {
  return one(scope, {
    op: 'Placeholder',
    name,
    inputs: [],
    attributes: { dtype: { kind: 'type', value: dtype }, shape: { kind: 'shape', value: shape } },
    output: 'output',
    dtype,
    shape,
  });
}

/** A constant of one value, or of as many as the shape has. */
export function constant(
  scope: Scope,
  dtype: 'float32' | 'int32' | 'bool',
  values: number | readonly number[],
  shape: readonly number[] = [],
): Tensor {
  const list = typeof values === 'number' ? [values] : values;
  if (list.length !== sizeOf(shape)) {
    throw new GraphError(`${list.length} values for a constant of ${shapeText(shape)}`);
  }
  const key = `${dtype}[${shape.join()}] ${list.join()}`;
  const present = scope.constants.get(key);
  if (present !== undefined) return present;
  const made = one(scope, {
    op: 'Const',
    inputs: [],
    attributes: {
      dtype: { kind: 'type', value: dtype },
      value: { kind: 'tensor', value: { dtype, shape, values: list } },
    },
    output: 'output',
    dtype,
    shape,
  });
  scope.constants.set(key, made);
  return made;
}

/** One float32 number everywhere. */
export function fill(scope: Scope, shape: readonly number[], value: number): Tensor {
  return one(scope, {
    op: 'Fill',
    inputs: [constant(scope, 'int32', shape, [shape.length]), constant(scope, 'float32', value)],
    attributes: {
      T: { kind: 'type', value: 'float32' },
      index_type: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'float32',
    shape,
  });
}

/** 0, 1, ... up to a constant number of them. */
export function range(scope: Scope, count: number): Tensor {
  return constant(
    scope,
    'int32',
    Array.from({ length: count }, (_, index) => index),
    [count],
  );
}
