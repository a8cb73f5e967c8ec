import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/node.js';
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
import { graphOperations } from './operations.js';
import type { Layout, Stack } from './layout.js';

/** Of an image, since probabilities are clipped. */
const LARGEST_LOSS = -Math.log(CLIP);
const SMALLEST_LOSS = -Math.log(1 - CLIP);

/** What the backward pass and the metrics need of a forward one. */
export interface Forward {
  /** float32 [images, inputs]. */
  readonly x: Tensor;
  /** By stack, of each layer but the last. */
  readonly hidden: readonly (readonly HiddenLayer[])[];
  /** Of each trial and image: labels int32 [trials x images], logits [trials x images, classes]. */
  readonly labels: Tensor;
  readonly logits: Tensor;
  /** [trials x images]. */
  readonly loss: Tensor;
  /** Of the loss with respect to the logits. */
  readonly gradient: Tensor;
}

/** Of all trials of a stack: [trials, images, units]. */
export interface HiddenLayer {
  /** Before and after the activation. */
  readonly z: Tensor;
  readonly a: Tensor;
  /** What dropout multiplies it with, where it does. */
  readonly mask: Tensor | undefined;
  /** What the next layer reads. */
  readonly output: Tensor;
}

/** The masks of a stack's layer in a training step; undefined where nothing is dropped. */
export type MaskOf = (stack: Stack, layer: number) => Tensor | undefined;

export function forwardPass(
  scope: Scope,
  layout: Layout,
  weights: readonly Tensor[],
  { pixels, labels }: { readonly pixels: Tensor; readonly labels: Tensor },
  maskOf: MaskOf = () => undefined,
): Forward {
  const x = op.divide(scope, op.cast(scope, pixels, 'float32'), op.constant(scope, 'float32', 255));
  const take = cursor(weights);
  const [kernel, bias] = take(2) as [Tensor, Tensor];
  const images = sizeAt(labels, 0);
  const sums = op.split(
    scope,
    op.add(scope, op.matMul(scope, x, kernel), bias),
    layout.stacks.map(({ trials, network }) => trials.length * (network.units[0] ?? 0)),
    1,
  );
  const hidden: HiddenLayer[][] = [];
  const logits = layout.stacks.map((stack, index) => {
    const { units, activation } = stack.network;
    const layers: HiddenLayer[] = [];
    let z = stacked(scope, sums[index] as Tensor, stack.trials.length);
    for (let layer = 1; layer < units.length; layer++) {
      const a = computed(activation).forward(graphOperations(scope), z);
      const mask = maskOf(stack, layer - 1);
      const output = mask === undefined ? a : op.multiply(scope, a, mask);
      layers.push({ z, a, mask, output });
      const [own, ownBias] = take(2) as [Tensor, Tensor];
      z = op.add(scope, products(scope, output, own), ownBias);
    }
    hidden.push(layers);
    return op.reshape(scope, z, [stack.trials.length * images, sizeAt(z, 2)]);
  });
  const all = op.concat(scope, logits, 0);
  const tiled = op.concat(
    scope,
    layout.order.map(() => labels),
    0,
  );
  return { x, hidden, labels: tiled, logits: all, ...op.crossEntropy(scope, all, tiled) };
}

/**
 * Gradients of each trial's mean loss, in the order of the layout.
 *
 * @param scale [images]: what makes the sum over the batch a mean.
 */
export function backwardPass(
  scope: Scope,
  layout: Layout,
  weights: readonly Tensor[],
  forward: Forward,
  scale: Tensor,
): Tensor[] {
  const take = cursor(weights);
  take(2);
  const images = sizeAt(scale, 0);
  const column = op.reshape(scope, scale, [1, images, 1]);
  const gradients = op.split(
    scope,
    forward.gradient,
    layout.stacks.map(({ trials }) => trials.length * images),
    0,
  );
  const deeper: Tensor[] = [];
  const first = layout.stacks.map(({ trials, network: { units, activation } }, stack) => {
    const kernels = Array.from({ length: units.length - 1 }, () => take(2)[0] as Tensor);
    const own: Tensor[] = [];
    const shape = [trials.length, images, units.at(-1) ?? 0];
    let dz = op.multiply(scope, op.reshape(scope, gradients[stack] as Tensor, shape), column);
    for (let layer = units.length - 1; layer > 0; layer--) {
      const { z, a, mask, output } = forward.hidden[stack]?.[layer - 1] as HiddenLayer;
      own.unshift(
        products(scope, output, dz, { transposeA: true }),
        op.reshape(scope, op.sum(scope, dz, [1]), [trials.length, 1, units[layer] ?? 0]),
      );
      const kernel = kernels[layer - 1] as Tensor;
      const below = products(scope, dz, kernel, { transposeB: true });
      const da = mask === undefined ? below : op.multiply(scope, below, mask);
      dz = computed(activation).backward(graphOperations(scope), da, z, a);
    }
    deeper.push(...own);
    return sideBySide(scope, dz);
  });
  const dz = op.concat(scope, first, 1);
  return [op.matMul(scope, forward.x, dz, { transposeA: true }), op.sum(scope, dz, [0]), ...deeper];
}

/** Sums over a batch's images, by trial: float32 [trials]; `weight` [images] is 1 for those that count. */
export function score(
  scope: Scope,
  { loss, labels, logits }: Forward,
  weight: Tensor,
): Readonly<Record<TrainingMeasure, Tensor>> {
  const number = (value: number): Tensor => op.constant(scope, 'float32', value);
  const clipped = op.minimum(scope, loss, number(LARGEST_LOSS));
  const right = op.equal(scope, op.argMax(scope, logits), labels);
  return {
    loss: sumByTrial(scope, op.maximum(scope, clipped, number(SMALLEST_LOSS)), weight),
    accuracy: sumByTrial(scope, op.cast(scope, right, 'float32'), weight),
  };
}

/** The same with all that an evaluation measures. */
export function fullScore(
  scope: Scope,
  forward: Forward,
  weight: Tensor,
): Readonly<Record<Measure, Tensor>> {
  const { labels, logits } = forward;
  const rows = sizeAt(logits, 0);
  const classes = op.reshape(scope, op.range(scope, sizeAt(logits, 1)), [1, sizeAt(logits, 1)]);
  const own = op.equal(scope, classes, op.reshape(scope, labels, [rows, 1]));
  const onlyOwn = op.select(scope, own, logits, op.constant(scope, 'float32', 0));
  const x = perImage(scope);
  const answers = { logits, ofLabel: x.sumOverClasses(onlyOwn) };
  return {
    ...score(scope, forward, weight),
    ...recordOf(COMPUTED_MEASURES, (name) =>
      sumByTrial(scope, op.reshape(scope, measured(name, x, answers), [rows]), weight),
    ),
  };
}

/** Of [images, classes], and [images, 1]. */
function perImage(scope: Scope): PerImage<Tensor> {
  const oneOrZero = (condition: Tensor): Tensor => op.cast(scope, condition, 'float32');
  return {
    notAtMost: (a, b) =>
      op.subtract(scope, op.constant(scope, 'float32', 1), oneOrZero(op.greaterEqual(scope, b, a))),
    below: (x, limit) => oneOrZero(op.less(scope, x, op.constant(scope, 'float32', limit))),
    sumOverClasses: (x) => op.reshape(scope, op.sum(scope, x, [1]), [sizeAt(x, 0), 1]),
  };
}

/** [trials x images] as sums over the images that count. */
function sumByTrial(scope: Scope, values: Tensor, weight: Tensor): Tensor {
  const images = sizeAt(weight, 0);
  const byTrial = op.reshape(scope, values, [sizeAt(values, 0) / images, images]);
  return op.sum(scope, op.multiply(scope, byTrial, weight), [1]);
}

/**
 * 1 for the images of the batch at `begin`, 0 for those that fill up the short last one: weight
 * [batch], and scale [batch], which makes sums over the batch means over its images.
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
  return { weight, scale: op.divide(scope, weight, op.cast(scope, images, 'float32')) };
}

/** 0 for each trial whose every weight is finite, NaN for the others: float32 [trials]. */
export function nonFiniteFlags(scope: Scope, layout: Layout, weights: readonly Tensor[]): Tensor {
  const zero = op.constant(scope, 'float32', 0);
  const found = new Map<number, Tensor[]>();
  const note = (trials: readonly number[], sums: readonly Tensor[]): void =>
    trials.forEach((trial, index) => {
      found.set(trial, [...(found.get(trial) ?? []), sums[index] as Tensor]);
    });
  layout.slots.forEach(({ layer, kind, trials }, slot) => {
    const nothing = op.multiply(scope, weights[slot] as Tensor, zero);
    if (layer > 0) {
      const byTrial = op.sum(scope, nothing, [1, 2]);
      note(trials, splitAll(scope, byTrial));
      return;
    }
    const columns = kind === 'kernel' ? op.sum(scope, nothing, [0]) : nothing;
    const widths = trials.map((trial) => layout.widths[trial] ?? 0);
    note(
      trials,
      op.split(scope, columns, widths, 0).map((own) => op.sum(scope, own, [0])),
    );
  });
  return op.stack(
    scope,
    layout.order.map((trial) =>
      (found.get(trial) ?? []).reduce((all, one) => op.add(scope, all, one)),
    ),
  );
}

/**
 * A number of each trial (float32 [trials]), for each array of the layout: so that it stretches over
 * the array, to each trial's part its own.
 */
export function broadcastPerTrial(scope: Scope, layout: Layout, numbers: Tensor): Tensor[] {
  const each = op.split(scope, numbers, new Array<number>(layout.order.length).fill(1), 0);
  const columns = op.concat(
    scope,
    layout.order.map((trial, place) => {
      const width = layout.widths[trial] ?? 0;
      const ones = op.constant(scope, 'float32', new Array<number>(width).fill(1), [width]);
      return op.multiply(scope, ones, each[place] as Tensor);
    }),
    0,
  );
  return layout.slots.map(({ layer, trials }) => {
    if (layer === 0) return columns;
    const own = trials.map((trial) => each[layout.order.indexOf(trial)] as Tensor);
    return op.reshape(scope, op.concat(scope, own, 0), [trials.length, 1, 1]);
  });
}

/** Numbers [n], one by one: n tensors []. */
function splitAll(scope: Scope, numbers: Tensor): Tensor[] {
  const count = sizeAt(numbers, 0);
  return op
    .split(scope, numbers, new Array<number>(count).fill(1), 0)
    .map((one) => op.reshape(scope, one, []));
}

/** [trials, m, k] x [trials, k, n], trial by trial; XLA is faster at one as a plain product. */
function products(scope: Scope, a: Tensor, b: Tensor, transpositions?: op.Transpositions): Tensor {
  if (sizeAt(a, 0) > 1) return op.batchMatMul(scope, a, b, transpositions);
  const [left, right] = [a, b].map((x) => op.reshape(scope, x, [sizeAt(x, 1), sizeAt(x, 2)]));
  const product = op.matMul(scope, left as Tensor, right as Tensor, transpositions);
  return op.reshape(scope, product, [1, sizeAt(product, 0), sizeAt(product, 1)]);
}

/** [images, trials x units] as [trials, images, units]. */
function stacked(scope: Scope, x: Tensor, trials: number): Tensor {
  const [images, units] = [sizeAt(x, 0), sizeAt(x, 1) / trials];
  if (trials === 1) return op.reshape(scope, x, [1, images, units]);
  return op.transpose(scope, op.reshape(scope, x, [images, trials, units]), [1, 0, 2]);
}

/** The inverse of `stacked`. */
function sideBySide(scope: Scope, x: Tensor): Tensor {
  const [trials, images, units] = [sizeAt(x, 0), sizeAt(x, 1), sizeAt(x, 2)];
  const swapped = trials === 1 ? x : op.transpose(scope, x, [1, 0, 2]);
  return op.reshape(scope, swapped, [images, trials * units]);
}

function sizeAt({ shape }: Tensor, dimension: number): number {
  const size = shape[dimension];
  if (typeof size !== 'number') throw new Error(`unknown size of dimension ${dimension}`);
  return size;
}

/** Takes tensors off a list from the left, so many at a time. */
export function cursor(tensors: readonly Tensor[]): (count: number) => readonly Tensor[] {
  let taken = 0;
  return (count) => tensors.slice(taken, (taken += count));
}
