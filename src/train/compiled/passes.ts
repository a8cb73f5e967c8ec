import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import { sizes, type Tensor } from '../../graph/node.js';
import { gradients } from '../../graph/gradients.js';
import { Graph } from '../../graph/scope.js';
import type { Network } from '../../network/network.js';
import {
  COMPUTED_MEASURES,
  type Measure,
  measured,
  type PerImage,
  type TrainingMeasure,
} from '../../quantity/measures.js';
import { recordOf } from '../../quantity/table.js';
import { CLIP } from '../contract.js';
import {
  keyOf,
  type Layout,
  layoutOf,
  type Stack,
  stacksOf,
  type StackWeight,
  volume,
  weightOfLayer,
  type WideProduct,
} from './layout.js';
import { type BatchImages, logitsOf, type SharedMatrix, type Value } from './lowering.js';

/** Of an image, since probabilities are clipped. */
const LARGEST_LOSS = -Math.log(CLIP);
const SMALLEST_LOSS = -Math.log(1 - CLIP);

/** What the metrics, and the way back, need of a forward pass. */
export interface Forward {
  /** Of each trial and image: labels int32 [trials x images], logits [trials x images, classes]. */
  readonly labels: Tensor;
  readonly logits: Tensor;
  /** [trials x images]. */
  readonly loss: Tensor;
  /** By slot, what a weight is after the step that the optimizer does not change. */
  readonly replaced: ReadonlyMap<number, Tensor>;
}

/** What a step of training knows besides images and weights. */
export interface TrainingStep {
  /** [images]: what makes the sum over the batch a mean. */
  readonly scale: Tensor;
  /**
   * The masks of a stack's layer: float32 [networks, images, size].
   *
   * @param number by which the layer draws.
   */
  readonly maskOf: (stack: Stack, number: number, size: number, rate: number) => Tensor;
}

/** Images of a step and their labels, of each order of the images one after the other. */
export interface Batch {
  /** Of one order. */
  readonly images: number;
  /** uint8 or float32 [orders * images, inputs]. */
  readonly pixels: Tensor;
  /** int32 [orders * images]. */
  readonly labels: Tensor;
}

/**
 * @param weights by slot.
 * @param batch where it is of one order, all networks see that.
 * @param training null where the pass is an evaluation's.
 * @param plain whether TensorFlow runs it operation by operation.
 */
export function forwardPass(
  scope: Scope,
  layout: Layout,
  weights: readonly Tensor[],
  batch: Batch,
  training: TrainingStep | null,
  plain: boolean,
): Forward {
  const { images } = batch;
  const replaced = new Map<number, Tensor>();
  const slotOf = new Map(
    layout.slots.flatMap(({ members }, slot) =>
      members.map((member) => [keyOf(member), slot] as const),
    ),
  );
  const wide = wideProducts(scope, layout, (member) => {
    const slot = slotOf.get(keyOf(member)) ?? -1;
    return weights[slot] as Tensor;
  });
  const logits = layout.stacks.map((stack, index) => {
    const weightAt = (layer: number, place: number): StackWeight =>
      weightOfLayer(stack, index, layer, place);
    const networks = stack.trials.length;
    const found = logitsOf(scope, stack.network, imagesOf(scope, batch, stack), {
      networks,
      images,
      training: training !== null,
      plain,
      scale: training?.scale ?? null,
      weightOf: (layer, place) => {
        const slot = slotOf.get(keyOf(weightAt(layer, place))) ?? -1;
        return weights[slot] as Tensor;
      },
      maskOf: (...source) => (training as TrainingStep).maskOf(stack, ...source),
      replace: (layer, place, tensor) => {
        replaced.set(slotOf.get(keyOf(weightAt(layer, place))) ?? -1, tensor);
      },
      wide: (layer, input, kernel) => wide(weightAt(layer, kernel), input, networks),
    });
    return op.reshape(scope, found, [networks * images, sizeAt(found, 2)]);
  });
  const all = op.concat(scope, logits, 0);
  const orders = layout.stacks.flatMap((stack) => stack.orders);
  const tiled = rowsOf(scope, batch.labels, images, orders);
  return { labels: tiled, logits: all, loss: op.crossEntropy(scope, all, tiled).loss, replaced };
}

/**
 * Gradients of each trial's mean loss with respect to some slots.
 *
 * @param weights of the slots that are trained.
 */
export function backwardPass(
  scope: Scope,
  { order }: Layout,
  weights: readonly Tensor[],
  { loss }: Forward,
  scale: Tensor,
): Tensor[] {
  const found = gradients(scope, [[loss, tile(scope, scale, order.length)]], weights);
  return found.map((gradient, index) => gradient ?? zerosLike(scope, weights[index] as Tensor));
}

/** One after the other, so many times. */
function tile(scope: Scope, x: Tensor, times: number): Tensor {
  return op.concat(scope, new Array<Tensor>(times).fill(x), 0);
}

function zerosLike(scope: Scope, { shape }: Tensor): Tensor {
  return op.fill(scope, shape as readonly number[], 0);
}

/**
 * The rows of some orders, one after the other.
 *
 * @param x [orders * images, ...]; of one order, it is that of all.
 */
function rowsOf(scope: Scope, x: Tensor, images: number, orders: readonly number[]): Tensor {
  const [rows = 0, ...rest] = sizes(x);
  const present = rows / images;
  const used = present === 1 ? orders.map(() => 0) : orders;
  const parts = runsOf(used).map(([first, count]) => {
    if (count === present) return x;
    const begin = [first * images, ...rest.map(() => 0)];
    const at = op.constant(scope, 'int32', begin, [begin.length]);
    return op.slice(scope, x, at, [count * images, ...rest]);
  });
  return op.concat(scope, parts, 0);
}

/** Consecutive numbers, as their first and how many there are: of a card's launches each takes one. */
function runsOf(numbers: readonly number[]): (readonly [first: number, count: number])[] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[0] + last[1]) last[1] += 1;
    else runs.push([number, 1]);
  }
  return runs;
}

/** Images as a stack's networks read them: the same for all where all follow one order. */
function imagesOf(scope: Scope, { pixels, images }: Batch, { orders }: Stack): BatchImages {
  const shared = sizeAt(pixels, 0) === images || orders.every((order) => order === orders[0]);
  const used = shared ? orders.slice(0, 1) : orders;
  const read = (change: (bytes: Tensor) => Tensor, shape: readonly number[]): Value => ({
    tensor: op.reshape(scope, rowsOf(scope, change(pixels), images, used), [
      used.length,
      images,
      ...shape,
    ]),
    planes: false,
    shared,
  });
  return {
    scaled: (shape) =>
      read((bytes) => {
        const number = op.cast(scope, bytes, 'float32');
        return op.divide(scope, number, op.constant(scope, 'float32', 255));
      }, shape),
    whole: (shape) => read((bytes) => op.cast(scope, bytes, 'int32'), shape),
  };
}

/** Gives each stack its part of a wide product, which is made when the first one asks. */
function wideProducts(
  scope: Scope,
  { wide, stacks }: Layout,
  weightOf: (member: StackWeight) => Tensor,
): (kernel: StackWeight, input: SharedMatrix, networks: number) => Tensor | null {
  const made = new Map<WideProduct, readonly Tensor[]>();
  return (kernel, { matrix, planes, between }, networks) => {
    const product = wide.find(({ kernels }) => kernels.some((own) => keyOf(own) === keyOf(kernel)));
    if (product === undefined) return null;
    const { kernels, biases } = product;
    const widths = kernels.map(({ stack, weight }) => {
      const { trials, weights } = stacks[stack] as Stack;
      return trials.length * (weights[weight]?.shape.at(-1) ?? 0);
    });
    let parts = made.get(product);
    if (parts === undefined) {
      const weight = weightOf(kernels[0] as StackWeight);
      const sums = planes
        ? op.matMul(scope, weight, matrix, { transposeA: true })
        : op.matMul(scope, matrix, weight);
      const [bias] = biases;
      const width = sizeAt(weight, 1);
      const all =
        bias === undefined
          ? sums
          : op.add(scope, sums, op.reshape(scope, weightOf(bias), planes ? [width, 1] : [width]));
      // The gradient joins what has its positions apart: as rows XLA takes them apart for each element.
      const apart = planes ? op.reshape(scope, all, [width, ...between]) : all;
      parts = op.split(scope, apart, widths, planes ? 0 : 1);
      made.set(product, parts);
    }
    const own = parts[kernels.findIndex((one) => keyOf(one) === keyOf(kernel))] as Tensor;
    if (!planes) return stacked(scope, own, networks);
    return op.reshape(scope, own, [networks, sizeAt(own, 0) / networks, ...between]);
  };
}

/** Which products networks share, as a graph that is thrown away says it. */
export function programLayout(
  networks: readonly Network[],
  orderOf: readonly number[],
  images: number,
): Layout {
  const graph = new Graph();
  const stacks = stacksOf(networks, orderOf);
  const shared = new Map<string, { kernels: StackWeight[]; biases: StackWeight[] }>();
  const inputs = volume(networks[0]?.inputShapes[0] ?? []);
  const rows = new Set(orderOf).size * images;
  const batch: Batch = {
    images,
    pixels: op.placeholder(graph, 'pixels', 'uint8', [rows, inputs]),
    labels: op.placeholder(graph, 'labels', 'int32', [rows]),
  };
  const blank = (shape: readonly number[]): Tensor =>
    op.placeholder(graph, 'blank', 'float32', shape);
  stacks.forEach((own, stack) => {
    const { trials, network, weights } = own;
    const at = (layer: number, place: number): StackWeight =>
      weightOfLayer(own, stack, layer, place);
    const count = trials.length;
    logitsOf(graph, network, imagesOf(graph, batch, own), {
      networks: count,
      images,
      training: true,
      plain: false,
      scale: blank([images]),
      weightOf: (layer, place) =>
        blank([count, ...(weights[at(layer, place).weight]?.shape ?? [])]),
      maskOf: (_number, size) => blank([count, images, size]),
      replace: () => undefined,
      wide: (layer, { matrix, planes, between }, kernel, bias) => {
        const key = `${matrix.reference} ${bias === null ? '' : 'and a bias'}`;
        const product = shared.get(key) ?? { kernels: [], biases: [] };
        product.kernels.push(at(layer, kernel));
        if (bias !== null) product.biases.push(at(layer, bias));
        shared.set(key, product);
        const units = weights[at(layer, kernel).weight]?.shape.at(-1) ?? 0;
        return blank(planes ? [count, units, ...between] : [count, sizeAt(matrix, 0), units]);
      },
    });
  });
  return layoutOf(stacks, [...shared.values()]);
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
  const note = (trial: number, sum: Tensor): void => {
    found.set(trial, [...(found.get(trial) ?? []), sum]);
  };
  layout.slots.forEach(({ wide, shape, parts }, slot) => {
    const nothing = op.multiply(scope, weights[slot] as Tensor, zero);
    if (!wide) {
      const byTrial = op.sum(
        scope,
        nothing,
        shape.slice(1).map((_, d) => d + 1),
      );
      splitAll(scope, byTrial).forEach((sum, index) => note(parts[index]?.trial ?? -1, sum));
      return;
    }
    const columns = shape.length === 2 ? op.sum(scope, nothing, [0]) : nothing;
    const widths = parts.map((part) => part.columns);
    op.split(scope, columns, widths, 0).forEach((own, index) =>
      note(parts[index]?.trial ?? -1, op.sum(scope, own, [0])),
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
  const numberOf = (trial: number): Tensor => each[layout.order.indexOf(trial)] as Tensor;
  return layout.slots.map(({ wide, parts, shape }) => {
    if (wide) {
      const columns = parts.map(({ trial, columns: width }) => {
        const ones = op.constant(scope, 'float32', new Array<number>(width).fill(1), [width]);
        return op.multiply(scope, ones, numberOf(trial));
      });
      return op.concat(scope, columns, 0);
    }
    const own = op.concat(
      scope,
      parts.map(({ trial }) => numberOf(trial)),
      0,
    );
    return op.reshape(scope, own, [parts.length, ...shape.slice(1).map(() => 1)]);
  });
}

/** Numbers [n], one by one: n tensors []. */
function splitAll(scope: Scope, numbers: Tensor): Tensor[] {
  const count = sizeAt(numbers, 0);
  return op
    .split(scope, numbers, new Array<number>(count).fill(1), 0)
    .map((one) => op.reshape(scope, one, []));
}

/** [images, trials x units] as [trials, images, units]. */
function stacked(scope: Scope, x: Tensor, trials: number): Tensor {
  const [images, units] = [sizeAt(x, 0), sizeAt(x, 1) / trials];
  if (trials === 1) return op.reshape(scope, x, [1, images, units]);
  return op.transpose(scope, op.reshape(scope, x, [images, trials, units]), [1, 0, 2]);
}

function sizeAt({ shape }: Tensor, dimension: number): number {
  const size = shape[dimension];
  if (typeof size !== 'number') throw new Error(`unknown size of dimension ${dimension}`);
  return size;
}
