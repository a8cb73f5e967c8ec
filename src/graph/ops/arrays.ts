import type { Scope } from '../scope.js';
import { GraphError, sameShape, type DType, type Shape, type Tensor } from '../node.js';
import { one } from './one-output.js';
import { constant } from './sources.js';

export function transpose(scope: Scope, x: Tensor, order: readonly number[]): Tensor {
  return one(scope, {
    op: 'Transpose',
    inputs: [x, constant(scope, 'int32', order, [order.length])],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tperm: { kind: 'type', value: 'int32' },
    },
    output: 'y',
    dtype: x.dtype,
    shape: order.map((dimension) => x.shape[dimension] ?? null),
  });
}

export function reshape(scope: Scope, x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return one(scope, {
    op: 'Reshape',
    inputs: [x, constant(scope, 'int32', shape, [shape.length])],
    attributes: { T: { kind: 'type', value: x.dtype }, Tshape: { kind: 'type', value: 'int32' } },
    output: 'output',
    dtype: x.dtype,
    shape,
  });
}

/** `size` elements from `begin` (int32 [rank]) on. */
export function slice(scope: Scope, x: Tensor, begin: Tensor, size: readonly number[]): Tensor {
  return one(scope, {
    op: 'Slice',
    inputs: [x, begin, constant(scope, 'int32', size, [size.length])],
    attributes: { T: { kind: 'type', value: x.dtype }, Index: { kind: 'type', value: 'int32' } },
    output: 'output',
    dtype: x.dtype,
    shape: size,
  });
}

/** Every `strides`-th element from `begin` to before `end`, in each dimension. */
export function stridedSlice(
  scope: Scope,
  x: Tensor,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[],
): Tensor {
  const integers = (values: readonly number[]): Tensor =>
    constant(scope, 'int32', values, [values.length]);
  const none = { kind: 'int', value: 0 } as const;
  return one(scope, {
    op: 'StridedSlice',
    inputs: [x, integers(begin), integers(end), integers(strides)],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Index: { kind: 'type', value: 'int32' },
      begin_mask: none,
      end_mask: none,
      ellipsis_mask: none,
      new_axis_mask: none,
      shrink_axis_mask: none,
    },
    output: 'output',
    dtype: x.dtype,
    shape: begin.map((from, d) => Math.ceil(((end[d] ?? 0) - from) / (strides[d] ?? 1))),
  });
}

/** Elements of one value before and after, by dimension. */
export function pad(
  scope: Scope,
  x: Tensor,
  paddings: readonly (readonly [before: number, after: number])[],
  value = 0,
): Tensor {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  if (x.dtype !== 'float32') throw new GraphError(`PadV2: ${x.dtype}`);
  return one(scope, {
    op: 'PadV2',
    inputs: [
      x,
      constant(scope, 'int32', paddings.flat(), [paddings.length, 2]),
      constant(scope, 'float32', value),
    ],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tpaddings: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: x.dtype,
    shape: x.shape.map((size, d) => {
      const [before, after] = paddings[d] ?? [0, 0];
      return size === null ? null : before + size + after;
    }),
  });
}

/** x repeated where its sizes are 1. */
export function broadcastTo(scope: Scope, x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return one(scope, {
    op: 'BroadcastTo',
    inputs: [x, constant(scope, 'int32', shape, [shape.length])],
    attributes: { T: { kind: 'type', value: x.dtype }, Tidx: { kind: 'type', value: 'int32' } },
    output: 'output',
    dtype: x.dtype,
    shape,
  });
}

/** Rows of x by their indices (int32 of any shape). */
export function gather(scope: Scope, x: Tensor, indices: Tensor): Tensor {
  return one(scope, {
    op: 'GatherV2',
    inputs: [x, indices, constant(scope, 'int32', 0)],
    attributes: {
      Tparams: { kind: 'type', value: x.dtype },
      Tindices: { kind: 'type', value: 'int32' },
      Taxis: { kind: 'type', value: 'int32' },
      batch_dims: { kind: 'int', value: 0 },
    },
    output: 'output',
    dtype: x.dtype,
    shape: [...indices.shape, ...x.shape.slice(1)],
  });
}

/** Tensors of equal shape as one with a new dimension 0. */
export function stack(scope: Scope, tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new GraphError('nothing to stack');
  return one(scope, {
    op: 'Pack',
    inputs: tensors,
    attributes: {
      N: { kind: 'int', value: tensors.length },
      T: { kind: 'type', value: first.dtype },
      axis: { kind: 'int', value: 0 },
    },
    output: 'output',
    dtype: first.dtype,
    shape: [tensors.length, ...first.shape],
  });
}

/** Tensors side by side along one dimension. */
export function concat(scope: Scope, tensors: readonly Tensor[], dimension: number): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new GraphError('nothing to concatenate');
  if (tensors.length === 1) return first;
  const size = tensors.reduce((all, { shape }) => all + (shape[dimension] ?? NaN), 0);
  return one(scope, {
    op: 'ConcatV2',
    inputs: [...tensors, constant(scope, 'int32', dimension)],
    attributes: {
      N: { kind: 'int', value: tensors.length },
      T: { kind: 'type', value: first.dtype },
      Tidx: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: first.dtype,
    shape: first.shape.map((own, d) => (d === dimension ? size : own)),
  });
}

/** The parts of given sizes along one dimension. */
export function split(
  scope: Scope,
  x: Tensor,
  sizes: readonly number[],
  dimension: number,
): Tensor[] {
  if (sizes.length === 1) return [x];
  return scope.add({
    op: 'SplitV',
    inputs: [
      x,
      constant(scope, 'int32', sizes, [sizes.length]),
      constant(scope, 'int32', dimension),
    ],
    attributes: {
      num_split: { kind: 'int', value: sizes.length },
      T: { kind: 'type', value: x.dtype },
      Tlen: { kind: 'type', value: 'int32' },
    },
    outputs: [
      {
        name: 'output',
        tensors: sizes.map((size) => ({
          dtype: x.dtype,
          shape: x.shape.map((own, d) => (d === dimension ? size : own)),
        })),
      },
    ],
  });
}

/** The four bytes of each int32, lowest first: [n] becomes uint8 [n, 4]. */
export function bytesOf(scope: Scope, x: Tensor): Tensor {
  return bitcast(scope, x, 'uint8', [...x.shape, 4]);
}

export function bitcast(scope: Scope, x: Tensor, dtype: DType, shape: Shape): Tensor {
  return one(scope, {
    op: 'Bitcast',
    inputs: [x],
    attributes: { T: { kind: 'type', value: x.dtype }, type: { kind: 'type', value: dtype } },
    output: 'output',
    dtype,
    shape,
  });
}
