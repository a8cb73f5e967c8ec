import type { Scope } from '../scope.js';
import type { Tensor } from '../node.js';
import { one } from './one-output.js';
import { constant } from './sources.js';

/** Sum over some dimensions, which go. */
export function sum(scope: Scope, x: Tensor, dimensions: readonly number[]): Tensor {
  return reduction('Sum', scope, x, dimensions);
}

/** The largest element over some dimensions, which go. */
export function largest(scope: Scope, x: Tensor, dimensions: readonly number[]): Tensor {
  return reduction('Max', scope, x, dimensions);
}

function reduction(op: string, scope: Scope, x: Tensor, dimensions: readonly number[]): Tensor {
  const axes = constant(scope, 'int32', dimensions, [dimensions.length]);
  return one(scope, {
    op,
    inputs: [x, axes],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tidx: { kind: 'type', value: 'int32' },
      keep_dims: { kind: 'bool', value: false },
    },
    output: 'output',
    dtype: x.dtype,
    shape: x.shape.filter((_, dimension) => !dimensions.includes(dimension)),
  });
}

/**
 * Rows of equal number added up: x [n, ...] as [count, ...].
 *
 * @param segments int32 [n], each from 0 to below count.
 */
export function segmentSum(scope: Scope, x: Tensor, segments: Tensor, count: number): Tensor {
  return one(scope, {
    op: 'UnsortedSegmentSum',
    inputs: [x, segments, constant(scope, 'int32', count)],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tindices: { kind: 'type', value: 'int32' },
      Tnumsegments: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: x.dtype,
    shape: [count, ...x.shape.slice(1)],
  });
}

/** Index of the largest element of each row of [rows, columns]. */
export function argMax(scope: Scope, x: Tensor): Tensor {
  return one(scope, {
    op: 'ArgMax',
    inputs: [x, constant(scope, 'int32', 1)],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tidx: { kind: 'type', value: 'int32' },
      output_type: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'int32',
    shape: x.shape.slice(0, 1),
  });
}

/**
 * Cross-entropy of each row of logits [rows, classes] with its label (int32 [rows]), in nats, and
 * its gradient with respect to the logits.
 */
export function crossEntropy(
  scope: Scope,
  logits: Tensor,
  labels: Tensor,
): { readonly loss: Tensor; readonly gradient: Tensor } {
  const [loss, gradient] = scope.add({
    op: 'SparseSoftmaxCrossEntropyWithLogits',
    inputs: [logits, labels],
    attributes: {
      T: { kind: 'type', value: logits.dtype },
      Tlabels: { kind: 'type', value: labels.dtype },
    },
    outputs: [
      { name: 'loss', tensors: [{ dtype: logits.dtype, shape: labels.shape }] },
      { name: 'backprop', tensors: [logits] },
    ],
  }) as [Tensor, Tensor];
  return { loss, gradient };
}
