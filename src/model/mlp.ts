import type { ActivationFunction } from './activation.js';
import {
  buildNetwork,
  chainOf,
  type DistributiveOmit,
  type LayerDescription,
  type Network,
} from './network.js';
import type { Shape } from './shape.js';

export interface Mlp {
  /** Units per hidden layer; `[]` is softmax regression. */
  readonly hidden: readonly number[];
  readonly activation: ActivationFunction;
  /** Share of each hidden layer's outputs that is set to zero while training; none if left out. */
  readonly dropout?: number;
}

/**
 * Flatten, a dense layer per entry of `hidden` (dropout after each where there is any), a softmax
 * layer of `classes` units; named as Keras names them (`flatten`, `dense`, `dense_1`, ...).
 */
export function mlpNetwork(mlp: Mlp, inputShape: Shape, classes: number): Network {
  const { hidden, activation, dropout = 0 } = mlp;
  const layers: Unconnected[] = [{ name: 'flatten', class: 'Flatten', config: {} }];
  hidden.forEach((units, index) => {
    layers.push(dense(index, units, activation));
    if (dropout > 0) {
      layers.push({
        name: numbered('dropout', index),
        class: 'Dropout',
        config: { rate: dropout },
      });
    }
  });
  layers.push(dense(hidden.length, classes, 'softmax'));
  return buildNetwork([inputShape], chainOf(layers));
}

type Unconnected = DistributiveOmit<LayerDescription, 'inbound' | 'trainable' | 'shares'>;

function dense(index: number, units: number, activation: ActivationFunction): Unconnected {
  const config = { units, activation, use_bias: true };
  return { name: numbered('dense', index), class: 'Dense', config };
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}
