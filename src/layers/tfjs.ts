import { tfjsName, type ActivationFunction } from '../elementary/activations.js';
import * as messages from './messages.js';
import { type Shape, TopologyError } from './shape.js';

interface Named {
  readonly name: string;
  readonly class: string;
}

/** @throws a TopologyError where it has none like it. */
export function activationName(activation: ActivationFunction, layer: Named): string {
  const found = tfjsName(activation);
  if (found === null) throw new TopologyError(messages.noSuchActivation(layer, activation));
  return found;
}

/** The settings of a layer as they are, its activation by TensorFlow.js's name. */
export function withActivation<Config extends { readonly activation: ActivationFunction }>(
  layer: Named & { readonly config: Config },
): Readonly<Record<string, unknown>> {
  return { ...layer.config, activation: activationName(layer.config.activation, layer) };
}

/** One axis alone, several as a list. */
export function axisOf(axis: readonly number[]): unknown {
  return axis.length === 1 ? axis[0] : axis;
}

/** Orthogonal matrices, its default, take seconds to make where they are large. */
export const RECURRENT_INITIALIZER = { recurrent_initializer: 'glorotUniform' };

/** Arrays that a call puts in beside tensors have no place in TensorFlow.js's JSON. */
export function refuseConstants(
  layer: Named & { readonly config: { readonly constants?: readonly Shape[] } },
): void {
  const { constants = [] } = layer.config;
  if (constants.length > 0) throw new TopologyError(messages.noConstants(layer));
}
