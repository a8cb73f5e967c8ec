import { call, whileLoop } from '../../graph/control-flow.js';
import * as op from '../../graph/ops.js';
import type { Signature } from '../../graph/saved-model.js';
import type { Tensor } from '../../graph/node.js';
import { MEASURES } from '../../quantity/measures.js';
import { EVALUATION_BATCH } from '../evaluation-batch.js';
import { forwardPass, fullScore, nonFiniteFlags } from './passes.js';
import { zeros, type ProgramParts } from './program-parts.js';

/** Sums of every measure over some images. */
export function evaluateSignature({
  graph,
  options: { networks, inputs },
  layout,
  images: count,
  variables: { images, parameters },
}: ProgramParts): Signature {
  const fed = {
    begin: op.placeholder(graph, 'feed_begin', 'int32', []),
    end: op.placeholder(graph, 'feed_end', 'int32', []),
  };
  const size = Math.min(EVALUATION_BATCH, count);
  const found = call(graph, 'evaluate', Object.values(fed), (scope, range) => {
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
        const forward = forwardPass(inner, layout, weights, {
          pixels: op.slice(
            inner,
            pixels,
            op.concat(inner, [corner, op.constant(inner, 'int32', 0, [1])], 0),
            [size, inputs],
          ),
          labels: op.slice(inner, labels, corner, [size]),
        });
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
  });
  return {
    inputs: fed,
    outputs: Object.fromEntries(
      [...MEASURES, 'finite'].map((name, index) => [name, found[index] as Tensor]),
    ),
  };
}
