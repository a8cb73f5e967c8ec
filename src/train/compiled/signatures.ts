import * as op from '../../graph/ops.js';
import type { Variable } from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { DType, Tensor } from '../../graph/node.js';
import { dropoutScale, dropoutThreshold } from '../seeded.js';
import { PURPOSES } from '../../random/stream.js';
import { call, cursor, whileLoop } from '../../graph/control-flow.js';
import type { Signature } from '../../graph/saved-model.js';
import { MEASURES } from '../../quantity/measures.js';
import { evaluationBatch } from '../grouped/view.js';
import {
  backwardPass,
  type Batch,
  broadcastPerTrial,
  forwardPass,
  fullScore,
  nonFiniteFlags,
  rowWeights,
  score,
  type TrainingStep,
} from './passes.js';
import { integersOf, type ProgramParts, zeros } from './program-parts.js';
import { nextCounters, takeStep } from '../../elementary/optimizers.js';
import { graphExecutor, type GraphScalar } from './operations.js';

/** Where a mask's random numbers come from: what `dropoutMask` takes, in the graph. */
export interface DropoutSource {
  /** The trial's seed, its low and its high 32 bits: int32 [2]. */
  readonly seed: Tensor;
  /** int32 []. */
  readonly layer: Tensor;
  /** Of the whole training, from 0: int32 []. */
  readonly step: Tensor;
}

/** The mask of a step, equal to `dropoutMask`'s: float32 [rows, units]. */
export function dropoutMaskInGraph(
  scope: Scope,
  { seed, layer, step }: DropoutSource,
  [rows, units]: readonly [number, number],
  rate: number,
): Tensor {
  const integer = (value: number): Tensor => op.constant(scope, 'int32', value);
  const counter = op.stack(scope, [integer(0), step, integer(PURPOSES.dropout), layer]);
  const words = op.philoxWords(scope, seed, counter, [rows, units]);
  const bits = op.bitwiseAnd(scope, words, integer(0x7fff_ffff));
  const kept = op.greaterEqual(scope, bits, integer(dropoutThreshold(rate)));
  const [scale, zero] = [dropoutScale(rate), 0].map((value) =>
    op.constant(scope, 'float32', value),
  ) as [Tensor, Tensor];
  return op.select(scope, kept, scale, zero);
}

/** Sums of every measure over some images. */
export function evaluateSignature({
  graph,
  options: { networks, inputs, run, card, evaluationByXla = false },
  layout,
  images: count,
  variables: { images, parameters },
}: ProgramParts): Signature {
  const fed = {
    begin: op.placeholder(graph, 'feed_begin', 'int32', []),
    end: op.placeholder(graph, 'feed_end', 'int32', []),
  };
  const size = Math.min(evaluationBatch(networks, run, card !== undefined), count);
  const evaluate: Parameters<typeof call>[3] = (scope, range) => {
    const [first, end] = range as [Tensor, Tensor];
    const pixels = op.read(scope, images.pixels);
    const labels = op.read(scope, images.labels);
    const weights = parameters.map((parameter) => op.read(scope, parameter));
    const nothing = MEASURES.map(() => zeros(scope, [networks.length]));
    const [, ...sums] = whileLoop(
      scope,
      'batches',
      [first, ...nothing],
      (inner, [begin]) => op.less(inner, begin as Tensor, end),
      (inner, [begin, ...before]) => {
        // The batch at the end of all images begins early enough to be whole.
        const start = op.minimum(inner, begin as Tensor, op.constant(inner, 'int32', count - size));
        const corner = op.reshape(inner, start, [1]);
        const forward = forwardPass(
          inner,
          layout,
          weights,
          {
            images: size,
            pixels: op.slice(
              inner,
              pixels,
              op.concat(inner, [corner, op.constant(inner, 'int32', 0, [1])], 0),
              [size, inputs],
            ),
            labels: op.slice(inner, labels, corner, [size]),
          },
          null,
          run !== 'interpreted',
        );
        // What was counted, and what comes after the end, weighs nothing.
        const [zero, one] = [0, 1].map((value) => op.constant(inner, 'float32', value)) as [
          Tensor,
          Tensor,
        ];
        const position = op.add(inner, op.range(inner, size), start);
        const counted = op.less(inner, position, begin as Tensor);
        const within = op.select(inner, op.less(inner, position, end), one, zero);
        const weight = op.select(inner, counted, zero, within);
        const batch = fullScore(inner, forward, weight);
        return [
          op.add(inner, begin as Tensor, op.constant(inner, 'int32', size)),
          ...MEASURES.map((name, index) => op.add(inner, before[index] as Tensor, batch[name])),
        ];
      },
    );
    return [...sums, nonFiniteFlags(scope, layout, weights)];
  };
  const found = call(graph, 'evaluate', Object.values(fed), evaluate, { xla: evaluationByXla });
  return {
    inputs: fed,
    outputs: Object.fromEntries(
      [...MEASURES, 'finite'].map((name, index) => [name, found[index] as Tensor]),
    ),
  };
}

// What a program is given and gives back: images, weights, the order of an epoch.

export function feedSignature({
  graph,
  options: { inputs },
  layout,
  images: count,
  variables,
}: ProgramParts): Signature {
  const { images, rates, decayRates, seeds, parameters, slots, counters } = variables;
  const words = Math.ceil((count * inputs) / 4);
  const fed = {
    pixels: op.placeholder(graph, 'feed_pixels', 'int32', [words]),
    ...placeholders(graph, {
      labels: images.labels,
      rates,
      decays: decayRates,
      seeds,
      ...Object.fromEntries(layout.slots.map(({ name }, slot) => [name, parameters[slot]])),
    }),
  };
  const kept = [images.labels, rates, decayRates, seeds, ...parameters];
  const [done] = call(graph, 'feed', Object.values(fed), (scope, [pixels, ...values]) => {
    const all = unpack(scope, pixels as Tensor, [count, inputs], images.pixels.dtype);
    op.assign(scope, images.pixels, all);
    kept.forEach((variable, index) => op.assign(scope, variable, values[index] as Tensor));
    for (const slot of slots.flat()) op.assign(scope, slot, zeros(scope, slot.shape));
    for (const counter of counters) op.assign(scope, counter, op.constant(scope, 'float32', 1));
    return [op.constant(scope, 'int32', kept.length)];
  });
  return { inputs: fed, outputs: { count: done as Tensor } };
}

function placeholders(
  graph: ProgramParts['graph'],
  variables: Readonly<Record<string, op.Variable | undefined>>,
): Record<string, Tensor> {
  const entries = Object.entries(variables).map(([name, variable]) => {
    const { dtype, shape } = variable as op.Variable;
    return [name, op.placeholder(graph, `feed_${name}`, dtype, shape)] as const;
  });
  return Object.fromEntries(entries);
}

export function beginEpochSignature({ graph, variables }: ProgramParts): Signature {
  const { order, step, stepsBefore, sums } = variables;
  const fed = op.placeholder(graph, 'feed_order', 'int32', order.shape);
  const before = op.placeholder(graph, 'feed_before', 'int32', []);
  const [done] = call(graph, 'begin_epoch', [fed, before], (scope, values) => {
    op.assign(scope, order, values[0] as Tensor);
    op.assign(scope, stepsBefore, values[1] as Tensor);
    op.assign(scope, step, op.constant(scope, 'int32', 0));
    for (const sum of sums) op.assign(scope, sum, zeros(scope, sum.shape));
    return [op.constant(scope, 'int32', 0)];
  });
  return {
    inputs: { order: fed, before },
    outputs: { step: done as Tensor },
  };
}

export function readWeightsSignature({
  graph,
  layout,
  variables: { parameters },
}: ProgramParts): Signature {
  const fed = op.placeholder(graph, 'feed_read', 'int32', []);
  const found = call(graph, 'read_weights', [fed], (scope) =>
    parameters.map((parameter) => op.read(scope, parameter)),
  );
  return {
    inputs: { ignored: fed },
    outputs: Object.fromEntries(
      layout.slots.map(({ name }, index) => [name, found[index] as Tensor]),
    ),
  };
}

/** Bytes that were fed four in an int32, since a session converts uint8 one by one. */
function unpack(
  scope: Scope,
  packed: Tensor,
  shape: readonly [number, number],
  dtype: DType,
): Tensor {
  const bytes = op.bytesOf(scope, packed);
  const [words] = packed.shape as [number];
  const size = shape[0] * shape[1];
  const flat = op.cast(scope, op.reshape(scope, bytes, [words * 4]), dtype);
  const begin = op.constant(scope, 'int32', 0, [1]);
  return op.reshape(scope, op.slice(scope, flat, begin, [size]), shape);
}

/** So many steps of the epoch: the loop that a program is for. */
export function trainSignature({
  graph,
  options,
  layout,
  rule,
  stepsPerEpoch,
  orders,
  variables,
}: ProgramParts): Signature {
  const { networks, decays, batchSize, counts, run } = options;
  const { images, order, rates, decayRates, seeds, step, stepsBefore } = variables;
  const { sums, parameters, slots, counters } = variables;
  const fed = op.placeholder(graph, 'feed_steps', 'int32', []);
  const whole = integersOf(options);
  const [end, loss, accuracy] = call(
    graph,
    'train',
    [op.cast(graph, fed, whole)],
    (scope, [given]) => {
      const steps = op.cast(scope, given as Tensor, 'int32');
      const first = op.read(scope, step);
      const last = op.minimum(
        scope,
        op.add(scope, first, steps),
        op.constant(scope, 'int32', stepsPerEpoch),
      );
      const spreadOf = (numbers: Variable): Tensor[] =>
        broadcastPerTrial(scope, layout, op.read(scope, numbers));
      const rowsOfRates = spreadOf(rates);
      const rowsOfDecays = decays ? spreadOf(decayRates) : [];
      const seedOf = op
        .split(scope, op.read(scope, seeds), new Array<number>(networks.length).fill(1), 0)
        .map((seed) => op.reshape(scope, seed, [2]));
      const before = op.read(scope, stepsBefore);
      const pixels = op.read(scope, images.pixels);
      const labels = op.read(scope, images.labels);
      const epochOrder = op.reshape(scope, op.read(scope, order), [
        orders,
        stepsPerEpoch * batchSize,
      ]);
      const state = [step, ...sums, ...counters, ...parameters, ...slots.flat()];
      const initial = [first, ...state.slice(1).map((one) => op.read(scope, one))];
      const final = whileLoop(
        scope,
        'steps',
        initial,
        (inner, [now]) => op.less(inner, now as Tensor, last),
        (inner, state) => {
          const take = cursor(state);
          const zero = op.constant(inner, 'int32', 0);
          const index = take(1)[0] as Tensor;
          const [lossSum, accuracySum] = take(2) as [Tensor, Tensor];
          const x = graphExecutor(inner);
          const counted = nextCounters<GraphScalar>(x.scalars, rule, take(counters.length));
          const weights = take(parameters.length);
          const kept = slots.map((own) => take(own.length));

          const begin = op.multiply(inner, index, op.constant(inner, 'int32', batchSize));
          const { weight, scale } = rowWeights(inner, begin, batchSize, counts.train);
          const ofTraining = op.add(inner, before, index);
          const maskOf: TrainingStep['maskOf'] = ({ trials }, number, size, rate) => {
            const masks = trials.map((trial) => {
              const source = {
                seed: seedOf[layout.order.indexOf(trial)] as Tensor,
                layer: op.constant(inner, 'int32', number),
                step: ofTraining,
              };
              return dropoutMaskInGraph(inner, source, [batchSize, size], rate);
            });
            return op.stack(inner, masks);
          };
          const now = op.slice(inner, epochOrder, op.stack(inner, [zero, begin]), [
            orders,
            batchSize,
          ]);
          const own = op.reshape(inner, now, [orders * batchSize]);
          const batch: Batch = {
            images: batchSize,
            pixels: op.gather(inner, pixels, own),
            labels: op.gather(inner, labels, own),
          };
          const forward = forwardPass(
            inner,
            layout,
            weights,
            batch,
            { scale, maskOf },
            run === 'graph',
          );
          const trained = weights.filter((_, slot) => layout.slots[slot]?.trained);
          const gradients = backwardPass(inner, layout, trained, forward, scale).values();
          const updated = weights.map((weight, slot) => {
            if (layout.slots[slot]?.trained !== true) {
              return { weights: forward.replaced.get(slot) ?? weight, slots: [] };
            }
            const rate = rowsOfRates[slot] as Tensor;
            const decay = rowsOfDecays[slot];
            return takeStep(x, rule, {
              weights: weight,
              gradient: gradients.next().value as Tensor,
              rate,
              decay: decay === undefined ? 0 : op.multiply(inner, rate, decay),
              slots: kept[slot] ?? [],
              counters: counted,
            });
          });
          const scored = score(inner, forward, weight);
          return [
            op.add(inner, index, op.constant(inner, 'int32', 1)),
            op.add(inner, lossSum, scored.loss),
            op.add(inner, accuracySum, scored.accuracy),
            ...(counted as readonly Tensor[]),
            ...updated.map((one) => one.weights),
            ...updated.flatMap((one) => one.slots),
          ];
        },
      );
      state.forEach((one, index) => op.assign(scope, one, final[index] as Tensor));
      const [done, ...sumsSoFar] = final.slice(0, 3) as [Tensor, Tensor, Tensor];
      return [op.cast(scope, done, whole), ...sumsSoFar];
    },
    { xla: run === 'xla' },
  );
  return {
    inputs: { steps: fed },
    outputs: {
      step: op.cast(graph, end as Tensor, 'int32'),
      loss: loss as Tensor,
      accuracy: accuracy as Tensor,
    },
  };
}
