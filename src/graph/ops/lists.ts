import type { Scope } from '../scope.js';
import type { Attributes, Shape, Tensor } from '../node.js';
import { one } from './one-output.js';
import { constant } from './sources.js';

// Lists of float32 tensors of one shape: what a loop puts aside, an element a round. Their length is
// constant, so that XLA can make arrays of them.

/** A list, and what it holds. */
export interface TensorList {
  readonly handle: Tensor;
  /** Of each element. */
  readonly shape: readonly number[];
  readonly length: number;
}

const ELEMENTS: Attributes = {
  element_dtype: { kind: 'type', value: 'float32' },
  shape_type: { kind: 'type', value: 'int32' },
};

/** A list to be filled. */
export function emptyList(scope: Scope, length: number, shape: readonly number[]): TensorList {
  const handle = one(scope, {
    op: 'TensorListReserve',
    inputs: [constant(scope, 'int32', shape, [shape.length]), constant(scope, 'int32', length)],
    attributes: ELEMENTS,
    output: 'handle',
    dtype: 'variant',
    shape: [],
  });
  return { handle, shape, length };
}

/** The parts of x along its first dimension. */
export function listOf(scope: Scope, x: Tensor): TensorList {
  const [length, ...shape] = x.shape as readonly number[];
  const handle = one(scope, {
    op: 'TensorListFromTensor',
    inputs: [x, constant(scope, 'int32', shape, [shape.length])],
    attributes: ELEMENTS,
    output: 'output_handle',
    dtype: 'variant',
    shape: [],
  });
  return { handle, shape, length: length ?? 0 };
}

/** @param handle of the list, as it stands in this scope. */
export function listItem(
  scope: Scope,
  handle: Tensor,
  index: Tensor,
  shape: readonly number[],
): Tensor {
  return one(scope, {
    op: 'TensorListGetItem',
    inputs: [handle, index, constant(scope, 'int32', shape, [shape.length])],
    attributes: { element_dtype: { kind: 'type', value: 'float32' } },
    output: 'item',
    dtype: 'float32',
    shape,
  });
}

/** The list with another element at that index. */
export function setListItem(scope: Scope, handle: Tensor, index: Tensor, item: Tensor): Tensor {
  return one(scope, {
    op: 'TensorListSetItem',
    inputs: [handle, index, item],
    attributes: {
      element_dtype: { kind: 'type', value: 'float32' },
      resize_if_index_out_of_bounds: { kind: 'bool', value: false },
    },
    output: 'output_handle',
    dtype: 'variant',
    shape: [],
  });
}

/** Its elements along a new first dimension. */
export function stackList(scope: Scope, { handle, shape, length }: TensorList): Tensor {
  const stacked: Shape = [length, ...shape];
  return one(scope, {
    op: 'TensorListStack',
    inputs: [handle, constant(scope, 'int32', shape, [shape.length])],
    attributes: {
      element_dtype: { kind: 'type', value: 'float32' },
      num_elements: { kind: 'int', value: length },
    },
    output: 'tensor',
    dtype: 'float32',
    shape: stacked,
  });
}
