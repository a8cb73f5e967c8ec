import type { Scope } from '../scope.js';
import { type DType, GraphError, type Shape, shapeText, sizeOf, type Tensor } from '../node.js';
import { one } from './one-output.js';
import { bitcast, reshape } from './arrays.js';

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

/**
 * Random int32 of any shape by Philox4x32-10: word after word of the blocks from `counter` on.
 *
 * @param key int32 [2], low word first.
 * @param counter int32 [4], low word first.
 */
export function philoxWords(
  scope: Scope,
  key: Tensor,
  counter: Tensor,
  shape: readonly number[],
): Tensor {
  return one(scope, {
    op: 'StatelessRandomUniformFullIntV2',
    inputs: [
      constant(scope, 'int32', shape, [shape.length]),
      bitcast(scope, reshape(scope, key, [1, 2]), 'uint64', [1]),
      bitcast(scope, reshape(scope, counter, [2, 2]), 'uint64', [2]),
      constant(scope, 'int32', RNG_PHILOX),
    ],
    attributes: {
      dtype: { kind: 'type', value: 'int32' },
      Tshape: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'int32',
    shape,
  });
}

/** TensorFlow's number of that algorithm. */
const RNG_PHILOX = 1;
