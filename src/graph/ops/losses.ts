import type { Scope } from '../scope.js';
import type { Tensor } from '../tensor.js';

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
