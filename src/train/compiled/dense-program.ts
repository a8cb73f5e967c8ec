import { call, whileLoop } from '../../graph/control-flow.js';
import * as op from '../../graph/ops.js';
import { savedModel, type Signature } from '../../graph/saved-model.js';
import { Graph, type Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/tensor.js';
import type { Optimizer } from '../../trial/configuration.js';
import { GRAPH_ACTIVATIONS } from './activations.js';
import { layoutOf, type DenseTrial, type ParameterSlot } from './layout.js';
import { UPDATE_RULES } from './update-rules.js';

/** What a program is made for; learning rates and weights are fed to it. */
export interface DenseProgramOptions {
  readonly trials: readonly DenseTrial[];
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly classes: number;
  /** Pixels of an image. */
  readonly inputs: number;
  /** Images of each part. */
  readonly counts: Readonly<Record<Part, number>>;
  /** Whether the steps are compiled with XLA; an evaluation has too few to pay for it. */
  readonly xla: boolean;
}

export const IMAGE_PARTS = ['train', 'validation', 'test'] as const;
export type Part = (typeof IMAGE_PARTS)[number];

/** Images of one step of an evaluation. */
const EVALUATION_BATCH = 500;

/** Keras clips probabilities to [1e-7, 1 - 1e-7]: the largest and smallest loss of an image. */
const LARGEST_LOSS = -Math.log(1e-7);
const SMALLEST_LOSS = -Math.log(1 - 1e-7);

/** A graph that trains dense networks together, as the content of `saved_model.pb`. */
export interface DenseProgram {
  readonly bytes: Uint8Array;
  readonly signatures: readonly string[];
  readonly layout: readonly ParameterSlot[];
  /** Optimizer steps of an epoch, the short last one included. */
  readonly stepsPerEpoch: number;
}

/**
 * Signatures:
 * `images_<part>`: pixels int32, four bytes in each ([count, inputs] and what fills up the last),
 *   labels int32 [count].
 * `weights`: the layout's arrays by name, `rates` float32 [trials].
 * `begin_epoch`: order int32 [steps * batch], of which the last ones may be anything.
 * `train`: steps int32; gives step, and of the epoch so far loss and correct, float32 [trials].
 * `evaluate_<part>`: ignored int32; gives sums of loss and correct answers, float32 [trials], and
 *   finite, which is 0 for a trial whose every weight is finite, else NaN.
 * `read_weights`: ignored int32; the layout's arrays by name.
 */
export function denseProgram(options: DenseProgramOptions): DenseProgram {
  const { trials, optimizer, batchSize, counts, inputs, xla } = options;
  const graph = new Graph();
  const layout = layoutOf(inputs, trials);
  const rule = UPDATE_RULES[optimizer];
  const stepsPerEpoch = Math.ceil(counts.train / batchSize);

  const images = byPart((part) => ({
    pixels: op.variable(graph, `${part}_pixels`, 'uint8', [counts[part], inputs]),
    labels: op.variable(graph, `${part}_labels`, 'int32', [counts[part]]),
  }));
  const order = op.variable(graph, 'order', 'int32', [stepsPerEpoch * batchSize]);
  const rates = op.variable(graph, 'rates', 'float32', [trials.length]);
  const step = op.variable(graph, 'step', 'int32', []);
  const sums = ['loss', 'correct'].map((name) =>
    op.variable(graph, `epoch_${name}`, 'float32', [trials.length]),
  );
  const parameters = layout.map(({ name, shape }) => op.variable(graph, name, 'float32', shape));
  const slots = layout.map(({ name, shape }) =>
    Array.from({ length: rule.slots }, (_, slot) =>
      op.variable(graph, `${name}_slot_${slot}`, 'float32', shape),
    ),
  );
  const counters = rule.counters.map((_, index) =>
    op.variable(graph, `counter_${index}`, 'float32', []),
  );

  const signatures: Record<string, Signature> = {};

  for (const part of IMAGE_PARTS) {
    const { pixels, labels } = images[part];
    const fed = {
      pixels: op.placeholder(graph, `feed_${part}_pixels`, 'int32', [
        Math.ceil((counts[part] * inputs) / 4),
      ]),
      labels: op.placeholder(graph, `feed_${part}_labels`, 'int32', labels.shape),
    };
    const [done] = call(graph, `images_${part}`, Object.values(fed), (scope, values) => {
      op.assign(scope, pixels, unpack(scope, values[0] as Tensor, [counts[part], inputs]));
      op.assign(scope, labels, values[1] as Tensor);
      return [op.constant(scope, 'int32', counts[part])];
    });
    signatures[`images_${part}`] = { inputs: fed, outputs: { count: done as Tensor } };
  }

  {
    const fed = Object.fromEntries(
      layout.map(({ name, shape }) => [
        name,
        op.placeholder(graph, `feed_${name}`, 'float32', shape),
      ]),
    );
    const fedRates = op.placeholder(graph, 'feed_rates', 'float32', rates.shape);
    const [done] = call(graph, 'weights', [...Object.values(fed), fedRates], (scope, values) => {
      parameters.forEach((parameter, index) => {
        op.assign(scope, parameter, values[index] as Tensor);
        for (const slot of slots[index] ?? []) op.assign(scope, slot, zeros(scope, slot.shape));
      });
      op.assign(scope, rates, values.at(-1) as Tensor);
      counters.forEach((counter, index) =>
        op.assign(scope, counter, op.constant(scope, 'float32', rule.counters[index] ?? 0)),
      );
      return [op.constant(scope, 'int32', layout.length)];
    });
    signatures['weights'] = {
      inputs: { ...fed, rates: fedRates },
      outputs: { count: done as Tensor },
    };
  }

  {
    const fed = op.placeholder(graph, 'feed_order', 'int32', order.shape);
    const [done] = call(graph, 'begin_epoch', [fed], (scope, [value]) => {
      op.assign(scope, order, value as Tensor);
      op.assign(scope, step, op.constant(scope, 'int32', 0));
      for (const sum of sums) op.assign(scope, sum, zeros(scope, sum.shape));
      return [op.constant(scope, 'int32', 0)];
    });
    signatures['begin_epoch'] = { inputs: { order: fed }, outputs: { step: done as Tensor } };
  }

  {
    const fed = op.placeholder(graph, 'feed_steps', 'int32', []);
    const [end, loss, correct] = call(
      graph,
      'train',
      [fed],
      (scope, [steps]) => {
        const first = op.read(scope, step);
        const last = op.minimum(
          scope,
          op.add(scope, first, steps as Tensor),
          op.constant(scope, 'int32', stepsPerEpoch),
        );
        const rowsOfRates = spreadRates(scope, op.read(scope, rates), layout, trials.length);
        const pixels = op.read(scope, images.train.pixels);
        const labels = op.read(scope, images.train.labels);
        const epochOrder = op.read(scope, order);
        const state = [step, ...sums, ...counters, ...parameters, ...slots.flat()];
        const initial = [first, ...state.slice(1).map((one) => op.read(scope, one))];
        const final = whileLoop(
          scope,
          'steps',
          initial,
          (inner, [now]) => op.less(inner, now as Tensor, last),
          (inner, now) => {
            const take = taker(now);
            const index = take(1)[0] as Tensor;
            const [lossSum, correctSum] = take(2) as [Tensor, Tensor];
            const powers = rule.advance(inner, take(counters.length));
            const weights = take(parameters.length);
            const kept = slots.map((own) => take(own.length));

            const begin = op.multiply(inner, index, op.constant(inner, 'int32', batchSize));
            const rows = op.slice(inner, epochOrder, op.reshape(inner, begin, [1]), [batchSize]);
            const { weight, scale } = rowWeights(inner, begin, batchSize, counts.train);
            const forward = forwardPass(inner, options, layout, weights, {
              pixels: op.gather(inner, pixels, rows),
              labels: op.gather(inner, labels, rows),
            });
            const gradients = backwardPass(inner, options, weights, forward, scale);
            const updated = weights.map((parameter, slot) =>
              rule.update(inner, {
                parameter,
                gradient: gradients[slot] as Tensor,
                rate: rowsOfRates[slot] as Tensor,
                slots: kept[slot] ?? [],
                counters: powers,
              }),
            );
            const batch = score(inner, forward, weight);
            return [
              op.add(inner, index, op.constant(inner, 'int32', 1)),
              op.add(inner, lossSum, batch.loss),
              op.add(inner, correctSum, batch.correct),
              ...powers,
              ...updated.map(({ parameter }) => parameter),
              ...updated.flatMap((one) => one.slots),
            ];
          },
        );
        state.forEach((one, index) => op.assign(scope, one, final[index] as Tensor));
        return final.slice(0, 3);
      },
      { xla },
    );
    signatures['train'] = {
      inputs: { steps: fed },
      outputs: { step: end as Tensor, loss: loss as Tensor, correct: correct as Tensor },
    };
  }

  for (const part of ['validation', 'test'] as const) {
    const fed = op.placeholder(graph, `feed_evaluate_${part}`, 'int32', []);
    const size = Math.min(EVALUATION_BATCH, counts[part]);
    const [loss, correct, finite] = call(graph, `evaluate_${part}`, [fed], (scope) => {
      const pixels = op.read(scope, images[part].pixels);
      const labels = op.read(scope, images[part].labels);
      const weights = parameters.map((parameter) => op.read(scope, parameter));
      const nothing = [0, 1].map(() => zeros(scope, [trials.length]));
      const [, ...found] = whileLoop(
        scope,
        'batches',
        [op.constant(scope, 'int32', 0), ...nothing],
        (inner, [begin]) =>
          op.less(inner, begin as Tensor, op.constant(inner, 'int32', counts[part])),
        (inner, [begin, lossSum, correctSum]) => {
          // The last batch begins early enough to be whole; what was counted weighs nothing.
          const start = op.minimum(
            inner,
            begin as Tensor,
            op.constant(inner, 'int32', counts[part] - size),
          );
          const corner = op.reshape(inner, start, [1]);
          const forward = forwardPass(inner, options, layout, weights, {
            pixels: op.slice(
              inner,
              pixels,
              op.concat(inner, [corner, op.constant(inner, 'int32', 0, [1])], 0),
              [size, inputs],
            ),
            labels: op.slice(inner, labels, corner, [size]),
          });
          const position = op.add(inner, op.range(inner, size), start);
          const counted = op.less(inner, position, begin as Tensor);
          const weight = op.select(
            inner,
            counted,
            op.constant(inner, 'float32', 0),
            op.constant(inner, 'float32', 1),
          );
          const batch = score(inner, forward, weight);
          return [
            op.add(inner, begin as Tensor, op.constant(inner, 'int32', size)),
            op.add(inner, lossSum as Tensor, batch.loss),
            op.add(inner, correctSum as Tensor, batch.correct),
          ];
        },
      );
      return [...found, lost(scope, layout, weights, trials.length)];
    });
    signatures[`evaluate_${part}`] = {
      inputs: { ignored: fed },
      outputs: { loss: loss as Tensor, correct: correct as Tensor, finite: finite as Tensor },
    };
  }

  {
    const fed = op.placeholder(graph, 'feed_read', 'int32', []);
    const found = call(graph, 'read_weights', [fed], (scope) =>
      parameters.map((parameter) => op.read(scope, parameter)),
    );
    signatures['read_weights'] = {
      inputs: { ignored: fed },
      outputs: Object.fromEntries(layout.map(({ name }, index) => [name, found[index] as Tensor])),
    };
  }

  return {
    bytes: savedModel(graph, signatures),
    signatures: Object.keys(signatures),
    layout,
    stepsPerEpoch,
  };
}

/** What the backward pass and the metrics need of a forward one, by trial. */
interface Forward {
  readonly x: Tensor;
  readonly labels: Tensor;
  readonly trials: readonly {
    /** Before and after the activation, of each layer but the last. */
    readonly hidden: readonly { readonly z: Tensor; readonly a: Tensor }[];
    readonly logits: Tensor;
    /** Per image. */
    readonly loss: Tensor;
    /** Of the loss with respect to the logits. */
    readonly gradient: Tensor;
  }[];
}

function forwardPass(
  scope: Scope,
  { trials }: DenseProgramOptions,
  layout: readonly ParameterSlot[],
  weights: readonly Tensor[],
  { pixels, labels }: { readonly pixels: Tensor; readonly labels: Tensor },
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
    trials: trials.map(({ units, activation }, trial) => {
      const { forward } = GRAPH_ACTIVATIONS[activation];
      const hidden: { z: Tensor; a: Tensor }[] = [];
      let z = first[trial] as Tensor;
      for (let layer = 1; layer < units.length; layer++) {
        const a = forward(scope, z);
        hidden.push({ z, a });
        const [own, ownBias] = take(2) as [Tensor, Tensor];
        z = op.add(scope, op.matMul(scope, a, own), ownBias);
      }
      return { hidden, logits: z, ...op.crossEntropy(scope, z, labels) };
    }),
  };
}

/** Gradients of each trial's mean loss, in the order of the layout. */
function backwardPass(
  scope: Scope,
  { trials }: DenseProgramOptions,
  weights: readonly Tensor[],
  forward: Forward,
  scale: Tensor,
): Tensor[] {
  const take = taker(weights);
  take(2);
  const deeper: Tensor[] = [];
  const first = trials.map(({ units, activation }, trial) => {
    const { hidden, gradient } = forward.trials[trial] as Forward['trials'][number];
    const kernels = Array.from({ length: units.length - 1 }, () => take(2)[0] as Tensor);
    let dz = op.multiply(scope, gradient, scale);
    const own: Tensor[][] = [];
    for (let layer = units.length - 1; layer > 0; layer--) {
      const { z, a } = hidden[layer - 1] as { z: Tensor; a: Tensor };
      own.unshift([op.matMul(scope, a, dz, { transposeA: true }), op.sum(scope, dz, [0])]);
      const da = op.matMul(scope, dz, kernels[layer - 1] as Tensor, { transposeB: true });
      dz = GRAPH_ACTIVATIONS[activation].backward(scope, da, z, a);
    }
    deeper.push(...own.flat());
    return dz;
  });
  const dz = op.concat(scope, first, 1);
  return [op.matMul(scope, forward.x, dz, { transposeA: true }), op.sum(scope, dz, [0]), ...deeper];
}

/** Sums over a batch's images, by trial: float32 [trials]. */
function score(
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
function rowWeights(
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
function lost(
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

/** Each array's learning rate: a row, with each trial's own over its columns. */
function spreadRates(
  scope: Scope,
  rates: Tensor,
  layout: readonly ParameterSlot[],
  trials: number,
): Tensor[] {
  const each = op.split(scope, rates, new Array<number>(trials).fill(1), 0);
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

/** Bytes that were fed four in an int32, since a session converts uint8 one by one. */
function unpack(scope: Scope, packed: Tensor, shape: readonly [number, number]): Tensor {
  const bytes = op.bytesOf(scope, packed);
  const [words] = packed.shape as [number];
  const size = shape[0] * shape[1];
  const flat = op.reshape(scope, bytes, [words * 4]);
  const begin = op.constant(scope, 'int32', 0, [1]);
  return op.reshape(scope, op.slice(scope, flat, begin, [size]), shape);
}

function zeros(scope: Scope, shape: readonly (number | null)[]): Tensor {
  return op.fill(scope, shape as readonly number[], 0);
}

/** Takes tensors off a list from the left, so many at a time. */
function taker(tensors: readonly Tensor[]): (count: number) => readonly Tensor[] {
  let taken = 0;
  return (count) => tensors.slice(taken, (taken += count));
}

function byPart<T>(of: (part: Part) => T): Readonly<Record<Part, T>> {
  return { train: of('train'), validation: of('validation'), test: of('test') };
}
