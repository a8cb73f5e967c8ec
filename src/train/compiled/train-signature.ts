import { nextCounters, takeStep } from '../../elementary/optimizers.js';
import { call, whileLoop } from '../../graph/control-flow.js';
import * as op from '../../graph/ops.js';
import type { Variable } from '../../graph/ops.js';
import type { Signature } from '../../graph/saved-model.js';
import type { Tensor } from '../../graph/node.js';
import { dropoutMaskInGraph } from './dropout.js';
import {
  backwardPass,
  forwardPass,
  rowWeights,
  score,
  broadcastPerTrial,
  cursor,
  type MaskOf,
} from './passes.js';
import type { ProgramParts } from './program-parts.js';
import { graphExecutor, type GraphScalar } from './operations.js';

/** So many steps of the epoch: the loop that a program is for. */
export function trainSignature({
  graph,
  options: { networks, decays, batchSize, counts, xla },
  layout,
  rule,
  stepsPerEpoch,
  variables,
}: ProgramParts): Signature {
  const { images, order, rates, decayRates, seeds, step, stepsBefore } = variables;
  const { sums, parameters, slots, counters } = variables;
  const fed = op.placeholder(graph, 'feed_steps', 'int32', []);
  const [end, loss, accuracy] = call(
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
        broadcastPerTrial(scope, layout, op.read(scope, numbers));
      const rowsOfRates = spreadOf(rates);
      const rowsOfDecays = decays ? spreadOf(decayRates) : [];
      const seedOf = op
        .split(scope, op.read(scope, seeds), new Array<number>(networks.length).fill(1), 0)
        .map((seed) => op.reshape(scope, seed, [2]));
      const before = op.read(scope, stepsBefore);
      const pixels = op.read(scope, images.pixels);
      const labels = op.read(scope, images.labels);
      const epochOrder = op.read(scope, order);
      const state = [step, ...sums, ...counters, ...parameters, ...slots.flat()];
      const initial = [first, ...state.slice(1).map((one) => op.read(scope, one))];
      const final = whileLoop(
        scope,
        'steps',
        initial,
        (inner, [now]) => op.less(inner, now as Tensor, last),
        (inner, now) => {
          const take = cursor(now);
          const index = take(1)[0] as Tensor;
          const [lossSum, accuracySum] = take(2) as [Tensor, Tensor];
          const x = graphExecutor(inner);
          const counted = nextCounters<GraphScalar>(x.scalars, rule, take(counters.length));
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
            return takeStep(x, rule, {
              weights: weight,
              gradient: gradients[slot] as Tensor,
              rate,
              decay: decay === undefined ? 0 : op.multiply(inner, rate, decay),
              slots: kept[slot] ?? [],
              counters: counted,
            });
          });
          const batch = score(inner, forward, weight);
          return [
            op.add(inner, index, op.constant(inner, 'int32', 1)),
            op.add(inner, lossSum, batch.loss),
            op.add(inner, accuracySum, batch.accuracy),
            ...(counted as readonly Tensor[]),
            ...updated.map((one) => one.weights),
            ...updated.flatMap((one) => one.slots),
          ];
        },
      );
      state.forEach((one, index) => op.assign(scope, one, final[index] as Tensor));
      return final.slice(0, 3);
    },
    { xla },
  );
  return {
    inputs: { steps: fed },
    outputs: { step: end as Tensor, loss: loss as Tensor, accuracy: accuracy as Tensor },
  };
}
