import { call } from '../../graph/control-flow.js';
import * as op from '../../graph/ops.js';
import type { Signature } from '../../graph/saved-model.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ImagePart } from '../dense/executor.js';
import { zeros, type ProgramParts } from './program-parts.js';

// What a program is given and gives back: images, weights, the order of an epoch.

export function imagesSignature(
  { graph, options: { counts, inputs }, variables: { images } }: ProgramParts,
  part: ImagePart,
): Signature {
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
  return { inputs: fed, outputs: { count: done as Tensor } };
}

export function weightsSignature({ graph, layout, rule, variables }: ProgramParts): Signature {
  const { rates, decayRates, seeds, parameters, slots, counters } = variables;
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
  return { inputs, outputs: { count: done as Tensor } };
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
