import { call, whileLoop } from '../../graph/control-flow.js';
import * as op from '../../graph/ops.js';
import type { Variable } from '../../graph/ops.js';
import { savedModel, type Signature } from '../../graph/saved-model.js';
import { Graph, type Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/tensor.js';
import type { Optimizer } from '../../trial/configuration.js';
import { EVALUATION_BATCH, IMAGE_PARTS, type ImagePart } from '../dense/executor.js';
import type { DenseNetwork } from '../dense/network.js';
import { dropoutMaskInGraph } from './dropout.js';
import { layoutOf, type Layout } from './layout.js';

import {
  backwardPass,
  forwardPass,
  lost,
  type MaskOf,
  rowWeights,
  score,
  spread,
  taker,
} from './passes.js';
import { decayed, UPDATE_RULES } from './update-rules.js';

/** What a program is made for; learning rates and weights are fed to it. */
export interface DenseProgramOptions {
  readonly networks: readonly DenseNetwork[];
  readonly optimizer: Optimizer;
  /** Whether any trial's weights decay. */
  readonly decays: boolean;
  readonly batchSize: number;
  /** Pixels of an image. */
  readonly inputs: number;
  /** Images of each part. */
  readonly counts: Readonly<Record<ImagePart, number>>;
  /** Whether the steps are compiled with XLA; an evaluation has too few to pay for it. */
  readonly xla: boolean;
}

/** A graph that trains dense networks together, as the content of `saved_model.pb`. */
export interface DenseProgram {
  readonly bytes: Uint8Array;
  readonly signatures: readonly string[];
  readonly layout: Layout;
  /** Optimizer steps of an epoch, the short last one included. */
  readonly stepsPerEpoch: number;
}

/**
 * Where something is kept by trial, it stands in the layout's order. Signatures:
 * `images_<part>`: pixels int32, four bytes in each ([count, inputs] and what fills up the last),
 *   labels int32 [count].
 * `weights`: the layout's arrays by name; `rates` and `decays` float32 [trials], `seeds` int32
 *   [trials, 2], low word first.
 * `begin_epoch`: order int32 [steps * batch], of which the last ones may be anything; before int32,
 *   the steps of the training that are done.
 * `train`: steps int32; gives step, and of the epoch so far loss and correct, float32 [trials].
 * `evaluate_<part>`: the images from begin up to end, int32 multiples of `EVALUATION_BATCH` (or the
 *   part's end); gives sums of loss and correct
 *   answers, float32 [trials], and finite, 0 for a trial whose every weight is finite, else NaN.
 * `read_weights`: ignored int32; the layout's arrays by name.
 */
export function denseProgram(options: DenseProgramOptions): DenseProgram {
  const { networks, optimizer, decays, batchSize, counts, inputs, xla } = options;
  const graph = new Graph();
  const layout = layoutOf(inputs, networks);
  const rule = UPDATE_RULES[optimizer];
  const stepsPerEpoch = Math.ceil(counts.train / batchSize);

  const images = byPart((part) => ({
    pixels: op.variable(graph, `${part}_pixels`, 'uint8', [counts[part], inputs]),
    labels: op.variable(graph, `${part}_labels`, 'int32', [counts[part]]),
  }));
  const order = op.variable(graph, 'order', 'int32', [stepsPerEpoch * batchSize]);
  const rates = op.variable(graph, 'rates', 'float32', [networks.length]);
  const decayRates = op.variable(graph, 'decays', 'float32', [networks.length]);
  const seeds = op.variable(graph, 'seeds', 'int32', [networks.length, 2]);
  const step = op.variable(graph, 'step', 'int32', []);
  const stepsBefore = op.variable(graph, 'steps_before', 'int32', []);
  const sums = ['loss', 'correct'].map((name) =>
    op.variable(graph, `epoch_${name}`, 'float32', [networks.length]),
  );
  const parameters = layout.slots.map(({ name, shape }) =>
    op.variable(graph, name, 'float32', shape),
  );
  const slots = layout.slots.map(({ name, shape }) =>
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
      layout.slots.map(({ name, shape }) => [
        name,
        op.placeholder(graph, `feed_${name}`, 'float32', shape),
      ]),
    );
    const settings = { rates, decays: decayRates, seeds };
    const fedSettings = Object.fromEntries(
      Object.entries(settings).map(([name, { dtype, shape }]) => [
        name,
        op.placeholder(graph, `feed_${name}`, dtype, shape),
      ]),
    );
    const inputs = { ...fed, ...fedSettings };
    const [done] = call(graph, 'weights', Object.values(inputs), (scope, values) => {
      parameters.forEach((parameter, index) => {
        op.assign(scope, parameter, values[index] as Tensor);
        for (const slot of slots[index] ?? []) op.assign(scope, slot, zeros(scope, slot.shape));
      });
      Object.values(settings).forEach((setting, index) =>
        op.assign(scope, setting, values[parameters.length + index] as Tensor),
      );
      counters.forEach((counter, index) =>
        op.assign(scope, counter, op.constant(scope, 'float32', rule.counters[index] ?? 0)),
      );
      return [op.constant(scope, 'int32', parameters.length)];
    });
    signatures['weights'] = { inputs, outputs: { count: done as Tensor } };
  }

  {
    const fed = op.placeholder(graph, 'feed_order', 'int32', order.shape);
    const before = op.placeholder(graph, 'feed_before', 'int32', []);
    const [done] = call(graph, 'begin_epoch', [fed, before], (scope, values) => {
      op.assign(scope, order, values[0] as Tensor);
      op.assign(scope, stepsBefore, values[1] as Tensor);
      op.assign(scope, step, op.constant(scope, 'int32', 0));
      for (const sum of sums) op.assign(scope, sum, zeros(scope, sum.shape));
      return [op.constant(scope, 'int32', 0)];
    });
    signatures['begin_epoch'] = {
      inputs: { order: fed, before },
      outputs: { step: done as Tensor },
    };
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
        const spreadOf = (numbers: Variable): Tensor[] =>
          spread(scope, layout, op.read(scope, numbers));
        const rowsOfRates = spreadOf(rates);
        const rowsOfDecays = decays ? spreadOf(decayRates) : [];
        const seedOf = op
          .split(scope, op.read(scope, seeds), new Array<number>(networks.length).fill(1), 0)
          .map((seed) => op.reshape(scope, seed, [2]));
        const before = op.read(scope, stepsBefore);
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
            const ofTraining = op.add(inner, before, index);
            const maskOf: MaskOf = ({ trials, network }, layer) => {
              const { units, dropout, numbers } = network;
              const rate = dropout[layer] ?? 0;
              if (rate === 0) return undefined;
              const masks = trials.map((trial) => {
                const source = {
                  seed: seedOf[layout.order.indexOf(trial)] as Tensor,
                  layer: op.constant(inner, 'int32', numbers[layer] ?? 0),
                  step: ofTraining,
                };
                return dropoutMaskInGraph(inner, source, [batchSize, units[layer] ?? 0], rate);
              });
              return op.stack(inner, masks);
            };
            const images = {
              pixels: op.gather(inner, pixels, rows),
              labels: op.gather(inner, labels, rows),
            };
            const forward = forwardPass(inner, layout, weights, images, maskOf);
            const gradients = backwardPass(inner, layout, weights, forward, scale);
            const updated = weights.map((weight, slot) => {
              const rate = rowsOfRates[slot] as Tensor;
              const decay = rowsOfDecays[slot];
              return rule.update(inner, {
                parameter: decay === undefined ? weight : decayed(inner, weight, rate, decay),
                gradient: gradients[slot] as Tensor,
                rate,
                slots: kept[slot] ?? [],
                counters: powers,
              });
            });
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
    const fed = {
      begin: op.placeholder(graph, `feed_evaluate_${part}_begin`, 'int32', []),
      end: op.placeholder(graph, `feed_evaluate_${part}_end`, 'int32', []),
    };
    const size = Math.min(EVALUATION_BATCH, counts[part]);
    const [loss, correct, finite] = call(
      graph,
      `evaluate_${part}`,
      Object.values(fed),
      (scope, range) => {
        const [first, end] = range as [Tensor, Tensor];
        const pixels = op.read(scope, images[part].pixels);
        const labels = op.read(scope, images[part].labels);
        const weights = parameters.map((parameter) => op.read(scope, parameter));
        const nothing = [0, 1].map(() => zeros(scope, [networks.length]));
        const [, ...found] = whileLoop(
          scope,
          'batches',
          [first, ...nothing],
          (inner, [begin]) => op.less(inner, begin as Tensor, end),
          (inner, [begin, lossSum, correctSum]) => {
            // The last batch begins early enough to be whole; what was counted weighs nothing.
            const start = op.minimum(
              inner,
              begin as Tensor,
              op.constant(inner, 'int32', counts[part] - size),
            );
            const corner = op.reshape(inner, start, [1]);
            const forward = forwardPass(inner, layout, weights, {
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
        return [...found, lost(scope, layout, weights)];
      },
    );
    signatures[`evaluate_${part}`] = {
      inputs: fed,
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
      outputs: Object.fromEntries(
        layout.slots.map(({ name }, index) => [name, found[index] as Tensor]),
      ),
    };
  }

  return {
    bytes: savedModel(graph, signatures),
    signatures: Object.keys(signatures),
    layout,
    stepsPerEpoch,
  };
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

function byPart<T>(of: (part: ImagePart) => T): Readonly<Record<ImagePart, T>> {
  return { train: of('train'), validation: of('validation'), test: of('test') };
}
