import { call } from '../../graph/control-flow.js';
import * as op from '../../graph/ops.js';
import type { Signature } from '../../graph/saved-model.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/node.js';
import { zeros, type ProgramParts } from './program-parts.js';

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
    op.assign(scope, images.pixels, unpack(scope, pixels as Tensor, [count, inputs]));
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
function unpack(scope: Scope, packed: Tensor, shape: readonly [number, number]): Tensor {
  const bytes = op.bytesOf(scope, packed);
  const [words] = packed.shape as [number];
  const size = shape[0] * shape[1];
  const flat = op.reshape(scope, bytes, [words * 4]);
  const begin = op.constant(scope, 'int32', 0, [1]);
  return op.reshape(scope, op.slice(scope, flat, begin, [size]), shape);
}
