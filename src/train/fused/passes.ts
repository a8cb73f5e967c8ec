import * as tf from '@tensorflow/tfjs-core';
import type { DenseNetwork } from '../grouped/network.js';
import { computed } from '../../elementary/activations.js';
import {
  COMPUTED_MEASURES,
  type Measure,
  measured,
  type PerImage,
  type TrainingMeasure,
} from '../../quantity/measures.js';
import { recordOf } from '../../quantity/table.js';
import { CLIP } from '../contract.js';
import { TENSORS } from '../tensor-operations.js';

// Everything stands units by images, and kernels [units, inputs]. On wasm the right operand of a
// product is packed first, once for all products that it is in, which takes longer than the product
// where it is large: so kernels stand on the left, and all first layers share the packed images. A
// product that transposes an operand takes twelve times as long as one after a transposition.

/** A layer's kernel [units, inputs] and bias [units, 1]. */
export type LayerWeights = { readonly kernel: tf.Tensor2D; readonly bias: tf.Tensor2D };

export interface Batch {
  /** [images, inputs] and [inputs, images]. */
  readonly x: tf.Tensor2D;
  readonly xTransposed: tf.Tensor2D;
  /** One-hot: [images, 1, classes]. */
  readonly labels: tf.Tensor3D;
}

/** What the backward pass needs of each layer but the last; all [units, images]. */
interface HiddenLayer {
  readonly z: tf.Tensor2D;
  readonly a: tf.Tensor2D;
  readonly mask: tf.Tensor2D | undefined;
  /** What the next layer reads. */
  readonly output: tf.Tensor2D;
}

export interface Forward {
  readonly hidden: readonly HiddenLayer[];
  /** [classes, images]. */
  readonly logits: tf.Tensor2D;
}

/** The mask of a layer in a training step, [units, images]; undefined where nothing is dropped. */
export type MaskOf = (layer: number) => tf.Tensor2D | undefined;

export function forwardPass(
  { activation }: DenseNetwork,
  layers: readonly LayerWeights[],
  { xTransposed }: Batch,
  maskOf: MaskOf = () => undefined,
): Forward {
  const hidden: HiddenLayer[] = [];
  let input = xTransposed;
  let z = input;
  layers.forEach(({ kernel, bias }, layer) => {
    z = tf.add(tf.matMul(kernel, input), bias);
    if (layer === layers.length - 1) return;
    const a = computed(activation).forward<tf.Tensor>(TENSORS, z) as tf.Tensor2D;
    const mask = maskOf(layer);
    input = mask === undefined ? a : tf.mul(a, mask);
    hidden.push({ z, a, mask, output: input });
  });
  return { hidden, logits: z };
}

/**
 * Gradients with respect to each layer's kernel and bias.
 *
 * @param errors the gradient with respect to the logits: [classes, images].
 */
export function backwardPass(
  { activation }: DenseNetwork,
  layers: readonly LayerWeights[],
  { x }: Batch,
  { hidden }: Forward,
  errors: tf.Tensor2D,
): LayerWeights[] {
  const gradients: LayerWeights[] = [];
  let dz = errors;
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const below = hidden[layer - 1];
    gradients.unshift({
      kernel: tf.matMul(dz, below === undefined ? x : tf.transpose(below.output)),
      bias: tf.sum(dz, 1, true),
    });
    if (below === undefined) break;
    const { kernel } = layers[layer] as LayerWeights;
    const gradient: tf.Tensor2D = tf.matMul(tf.transpose(kernel), dz);
    const { mask, z, a } = below;
    const da: tf.Tensor2D = mask === undefined ? gradient : tf.mul(gradient, mask);
    dz = computed(activation).backward<tf.Tensor>(TENSORS, da, z, a) as tf.Tensor2D;
  }
  return gradients;
}

/** Logits of networks, [classes, images] each, as [images, networks, classes]. */
export function together(logits: readonly tf.Tensor2D[]): tf.Tensor3D {
  const [classes = 0, images = 0] = logits[0]?.shape ?? [];
  const rows = tf.transpose(tf.concat2d([...logits], 0));
  return tf.reshape(rows, [images, logits.length, classes]);
}

/** The gradient of each network's mean loss with respect to its logits: [networks x classes, images]. */
export function errorsOf(probabilities: tf.Tensor3D, labels: tf.Tensor3D): tf.Tensor2D {
  const [images] = probabilities.shape;
  const errors = tf.div(tf.sub(probabilities, labels), images);
  return tf.transpose(tf.reshape(errors, [images, -1]));
}

/** Sums over a batch's images, by network: [networks] each; loss in nats. */
export function score(
  probabilities: tf.Tensor3D,
  labels: tf.Tensor3D,
): Record<TrainingMeasure, tf.Tensor1D> {
  const ofLabel = tf.sum(tf.mul(probabilities, labels), 2);
  const clipped = tf.minimum(tf.maximum(ofLabel, CLIP), 1 - CLIP);
  const right = tf.equal(tf.argMax(probabilities, 2), tf.argMax(labels, 2));
  return {
    loss: tf.neg(tf.sum<tf.Tensor1D>(tf.log(clipped), 0)),
    accuracy: tf.sum<tf.Tensor1D>(tf.cast(right, 'float32'), 0),
  };
}

/** The same with all that an evaluation measures. */
export function fullScore(logits: tf.Tensor3D, labels: tf.Tensor3D): Record<Measure, tf.Tensor1D> {
  const own = tf.where(tf.greater(labels, 0), logits, tf.zerosLike(logits));
  const answers = { logits, ofLabel: tf.sum(own, 2, true) };
  return {
    ...score(tf.softmax(logits), labels),
    ...recordOf(COMPUTED_MEASURES, (name) =>
      tf.sum<tf.Tensor1D>(tf.reshape(measured(name, PER_IMAGE, answers), [labels.shape[0], -1]), 0),
    ),
  };
}

/** Of [images, networks, classes], and [images, networks, 1]. */
const PER_IMAGE: PerImage<tf.Tensor> = {
  notAtMost: (a, b) => tf.sub(1, tf.cast(tf.lessEqual(a, b), 'float32')),
  below: (x, limit) => tf.cast(tf.less(x, limit), 'float32'),
  sumOverClasses: (x) => tf.sum(x, 2, true),
};
