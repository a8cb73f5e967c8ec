import * as messages from './messages.js';
import type { Shape } from './shape.js';
import { TopologyError } from './topology-error.js';

interface Named {
  readonly name: string;
  readonly class: string;
}

/** Activation functions that TensorFlow.js has, and its names where they differ. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  silu: 'swish',
  mish: 'mish',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hardSigmoid',
  softplus: 'softplus',
  softsign: 'softsign',
  softmax: 'softmax',
  log_softmax: 'logSoftmax',
};

/** @throws a TopologyError where it has none like it. */
export function activationName(activation: string, layer: Named): string {
  const found = ACTIVATIONS[activation];
  if (found === undefined) throw new TopologyError(messages.noSuchActivation(layer, activation));
  return found;
}

/** The settings of a layer as they are, its activation by TensorFlow.js's name. */
export function withActivation<Config extends { readonly activation: string }>(
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
