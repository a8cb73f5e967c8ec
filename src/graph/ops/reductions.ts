import type { Scope } from '../scope.js';
import type { Tensor } from '../node.js';
import { one } from './one-output.js';
import { constant } from './sources.js';

/** Sum over some dimensions, which go. */
export function sum(scope: Scope, x: Tensor, dimensions: readonly number[]): Tensor {
  const axes = constant(scope, 'int32', dimensions, [dimensions.length]);
  return one(scope, {
    op: 'Sum',
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
