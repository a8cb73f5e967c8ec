import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ParameterSlot } from '../dense/layout.js';
import type { DenseNetwork } from '../dense/network.js';
import { GRAPH_ACTIVATIONS } from './activations.js';

/** Keras clips probabilities to [1e-7, 1 - 1e-7]: the largest and smallest loss of an image. */
const LARGEST_LOSS = -Math.log(1e-7);
const SMALLEST_LOSS = -Math.log(1 - 1e-7);

/** What the backward pass and the metrics need of a forward one, by trial. */
export interface Forward {
  readonly x: Tensor;
  readonly labels: Tensor;
  readonly trials: readonly {
    readonly hidden: readonly HiddenLayer[];
    readonly logits: Tensor;
    /** Per image. */
    readonly loss: Tensor;
    /** Of the loss with respect to the logits. */
    readonly gradient: Tensor;
  }[];
}

/** Of each layer but the last. */
export interface HiddenLayer {
  /** Before and after the activation. */
  readonly z: Tensor;
  readonly a: Tensor;
  /** What dropout multiplies it with, where it does. */
  readonly mask: Tensor | undefined;
  /** What the next layer reads. */
  readonly output: Tensor;
}

/** The mask of a trial's layer in a training step; undefined where nothing is dropped. */
export type MaskOf = (trial: number, layer: number) => Tensor | undefined;

export function forwardPass(
  scope: Scope,
  networks: readonly DenseNetwork[],
  layout: readonly ParameterSlot[],
  weights: readonly Tensor[],
  { pixels, labels }: { readonly pixels: Tensor; readonly labels: Tensor },
  maskOf: MaskOf = () => undefined,
): Forward {
  const x = op.divide(scope, op.cast(scope, pixels, 'float32'), op.constant(scope, 'float32', 255));
  const take = taker(weights);
  const [kernel, bias] = take(2) as [Tensor, Tensor];
  const first = op.split(
    scope,
    op.add(scope, op.matMul(scope, x, kernel), bias),
    layout[0]?.parts.map(({ columns }) => columns) ?? [],
    1,
  );
  return {
    x,
    labels,
    trials: networks.map(({ units, activation }, trial) => {
      const { forward } = GRAPH_ACTIVATIONS[activation];
      const hidden: HiddenLayer[] = [];
      let z = first[trial] as Tensor;
      for (let layer = 1; layer < units.length; layer++) {
        const a = forward(scope, z);
        const mask = maskOf(trial, layer - 1);
        const output = mask === undefined ? a : op.multiply(scope, a, mask);
        hidden.push({ z, a, mask, output });
        const [own, ownBias] = take(2) as [Tensor, Tensor];
        z = op.add(scope, op.matMul(scope, output, own), ownBias);
      }
      return { hidden, logits: z, ...op.crossEntropy(scope, z, labels) };
    }),
  };
}

/** Gradients of each trial's mean loss, in the order of the layout. */
export function backwardPass(
  scope: Scope,
  networks: readonly DenseNetwork[],
  weights: readonly Tensor[],
  forward: Forward,
  scale: Tensor,
): Tensor[] {
  const take = taker(weights);
  take(2);
  const deeper: Tensor[] = [];
  const first = networks.map(({ units, activation }, trial) => {
    const { hidden, gradient } = forward.trials[trial] as Forward['trials'][number];
    const kernels = Array.from({ length: units.length - 1 }, () => take(2)[0] as Tensor);
    let dz = op.multiply(scope, gradient, scale);
    const own: Tensor[][] = [];
    for (let layer = units.length - 1; layer > 0; layer--) {
      const { z, a, mask, output } = hidden[layer - 1] as HiddenLayer;
      own.unshift([op.matMul(scope, output, dz, { transposeA: true }), op.sum(scope, dz, [0])]);
      const below = op.matMul(scope, dz, kernels[layer - 1] as Tensor, { transposeB: true });
      const da = mask === undefined ? below : op.multiply(scope, below, mask);
      dz = GRAPH_ACTIVATIONS[activation].backward(scope, da, z, a);
    }
    deeper.push(...own.flat());
    return dz;
  });
  const dz = op.concat(scope, first, 1);
  return [op.matMul(scope, forward.x, dz, { transposeA: true }), op.sum(scope, dz, [0]), ...deeper];
}

/** Sums over a batch's images, by trial: float32 [trials]. */
export function score(
  scope: Scope,
  forward: Forward,
  weight: Tensor,
): { readonly loss: Tensor; readonly correct: Tensor } {
  const number = (value: number): Tensor => op.constant(scope, 'float32', value);
  const total = (values: Tensor): Tensor => op.sum(scope, op.multiply(scope, values, weight), [0]);
  return {
    loss: op.stack(
      scope,
      forward.trials.map(({ loss }) =>
        total(
          op.maximum(scope, op.minimum(scope, loss, number(LARGEST_LOSS)), number(SMALLEST_LOSS)),
        ),
      ),
    ),
    correct: op.stack(
      scope,
      forward.trials.map(({ logits }) =>
        total(op.cast(scope, op.equal(scope, op.argMax(scope, logits), forward.labels), 'float32')),
      ),
    ),
  };
}

/**
 * 1 for the images of the batch at `begin`, 0 for those that fill up the short last one: weight
 * [batch], and scale [batch, 1], which makes sums over the batch means over its images.
 */
export function rowWeights(
  scope: Scope,
  begin: Tensor,
  batchSize: number,
  count: number,
): { readonly weight: Tensor; readonly scale: Tensor } {
  const left = op.subtract(scope, op.constant(scope, 'int32', count), begin);
  const images = op.minimum(scope, left, op.constant(scope, 'int32', batchSize));
  const present = op.less(scope, op.range(scope, batchSize), images);
  const weight = op.cast(scope, present, 'float32');
  const mean = op.divide(scope, weight, op.cast(scope, images, 'float32'));
  return { weight, scale: op.reshape(scope, mean, [batchSize, 1]) };
}

/** 0 for each trial whose every weight is finite, NaN for the others: float32 [trials]. */
export function lost(
  scope: Scope,
  layout: readonly ParameterSlot[],
  weights: readonly Tensor[],
  trials: number,
): Tensor {
  const zero = op.constant(scope, 'float32', 0);
  const found: Tensor[][] = Array.from({ length: trials }, () => []);
  layout.forEach(({ kind, parts }, slot) => {
    const nothing = op.multiply(scope, weights[slot] as Tensor, zero);
    const columns = kind === 'kernel' ? op.sum(scope, nothing, [0]) : nothing;
    const widths = parts.map((part) => part.columns);
    op.split(scope, columns, widths, 0).forEach((own, part) => {
      found[parts[part]?.trial ?? 0]?.push(op.sum(scope, own, [0]));
    });
  });
  return op.stack(
    scope,
    found.map((own) => own.reduce((all, one) => op.add(scope, all, one))),
  );
}

/** A number of each trial, for each array: a row, with each trial's own over its columns. */
export function spread(
  scope: Scope,
  numbers: Tensor,
  layout: readonly ParameterSlot[],
  trials: number,
): Tensor[] {
  const each = op.split(scope, numbers, new Array<number>(trials).fill(1), 0);
  return layout.map(({ parts }) =>
    op.concat(
      scope,
      parts.map(({ trial, columns }) =>
        op.multiply(
          scope,
          op.constant(scope, 'float32', new Array<number>(columns).fill(1), [columns]),
          each[trial] as Tensor,
        ),
      ),
      0,
    ),
  );
}

/** Takes tensors off a list from the left, so many at a time. */
export function taker(tensors: readonly Tensor[]): (count: number) => readonly Tensor[] {
  let taken = 0;
  return (count) => tensors.slice(taken, (taken += count));
}
