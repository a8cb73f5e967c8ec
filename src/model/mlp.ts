import type { ActivationFunction } from './activation.js';
import { buildNetwork, type LayerDescription, type Network } from './network.js';
import type { Shape } from './shape.js';

export interface Mlp {
  /** Units per hidden layer; `[]` is softmax regression. */
  readonly hidden: readonly number[];
  readonly activation: ActivationFunction;
}

/**
 * Flatten, a dense layer per entry of `hidden`, a softmax layer of `classes` units; named as Keras
 * names them (`flatten`, `dense`, `dense_1`, ...).
 */
export function mlpNetwork(mlp: Mlp, inputShape: Shape, classes: number): Network {
  const dense = [
    ...mlp.hidden.map((units) => ({ units, activation: mlp.activation, use_bias: true })),
    { units: classes, activation: 'softmax' as const, use_bias: true },
  ];
  const layers: LayerDescription[] = [
    { name: 'flatten', class: 'Flatten', config: {}, inbound: [] },
    ...dense.map((config, index) => ({
      name: index === 0 ? 'dense' : `dense_${index}`,
      class: 'Dense' as const,
      config,
      inbound: [index],
    })),
  ];
  return buildNetwork(inputShape, layers);
}
