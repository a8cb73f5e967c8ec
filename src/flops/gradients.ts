import type { Layer, Network, TensorRef } from '../network/network.js';
import { NO_OPERATIONS, sum, type Operations } from '../layers/operations.js';
import type { LayerWork } from '../layers/work.js';

/**
 * For each layer, which of its inputs need a gradient: those before which something has weights to
 * train, and the network's own where `ofInputs`. The first trainable layer's input needs none.
 */
export function inputsThatNeedGradients(
  network: Network,
  ofInputs: boolean,
): readonly (readonly boolean[])[] {
  const reached: boolean[] = [];
  const needs = (tensor: TensorRef): boolean =>
    'input' in tensor ? ofInputs : (reached[tensor.layer] ?? false);
  return network.layers.map((layer) => {
    const needed = layer.inbound.map(needs);
    reached.push(layer.trains || needed.includes(true));
    return needed;
  });
}

/**
 * How often TensorFlow.js runs each layer forward: once for each of its outputs that is read. Back it
 * goes once.
 */
export function runsOf(network: Network): readonly bigint[] {
  const read = network.layers.map(() => new Set<number>());
  const note = (tensor: TensorRef): void => {
    if ('layer' in tensor) read[tensor.layer]?.add(tensor.output);
  };
  network.layers.forEach(({ inbound }) => inbound.forEach(note));
  network.outputs.forEach(note);
  return read.map(({ size }) => BigInt(Math.max(1, size)));
}

/** The operations of a layer's backward pass. */
export interface Backward {
  readonly weights: Operations;
  /** Of the inputs that need one, and inside the layer. */
  readonly inputs: Operations;
}

/**
 * What of a layer's gradients is computed: its weights' where they are trained, each input's where it
 * needs one, and those inside it that these are made of. TensorFlow.js makes some in pairs
 * (`executed`).
 */
export function backwardOf(
  layer: Layer,
  work: LayerWork,
  needed: readonly boolean[],
  executed: boolean,
): Backward {
  const reached = layer.trains || needed.includes(true);
  const both = executed && work.executed.bothGradients && reached;
  const other = executed ? work.executed : undefined;
  const inputs = other?.inputGradients ?? work.inputGradients;
  const states = needed.slice(1).includes(true);
  const frozen = !layer.trains && !states ? other?.frozen : undefined;
  const inner =
    frozen?.innerGradients ??
    (states ? undefined : other?.withoutState?.innerGradients) ??
    other?.innerGradients ??
    work.innerGradients;
  const weights = frozen?.weightGradient ?? work.weightGradient;
  const wanted = inner.filter(
    ({ ofWeights, ofInputs }) =>
      (ofWeights && layer.trains) ||
      needed.some((need, index) => need && ofInputs?.includes(index) !== false),
  );
  return {
    weights: layer.trains || both ? weights : NO_OPERATIONS,
    inputs: sum(
      ...inputs.filter((_, index) => both || needed[index] === true),
      ...wanted.map(({ operations }) => operations),
    ),
  };
}
