import type { ActivationFunction } from '../elementary/activations.js';
import {
  buildNetwork,
  chainOf,
  type DistributiveOmit,
  type LayerDescription,
  type Network,
} from './network.js';
import type { Shape } from '../layers/shape.js';

/** As Keras names layers: `dense`, `dense_1`, `dropout`, `dense_2`. */
export function numberedNames(words: readonly string[]): readonly string[] {
  const used = new Map<string, number>();
  return words.map((word) => {
    const before = used.get(word) ?? 0;
    used.set(word, before + 1);
    return before === 0 ? word : `${word}_${before}`;
  });
}

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
  const layers = [
    FLATTEN_LAYER,
    ...hidden.flatMap((units) => hiddenLayers(units, activation, dropout)),
    outputLayer(classes),
  ];
  const names = numberedNames(layers.map(wordOf));
  return buildNetwork(
    [inputShape],
    chainOf(layers.map((layer, index) => ({ ...layer, name: names[index] ?? '' }))),
  );
}

/** A layer of an MLP before it has a name. */
export type MlpLayer = DistributiveOmit<
  LayerDescription<'Flatten' | 'Dense' | 'Dropout'>,
  'name' | 'inbound' | 'trainable' | 'shares'
>;

export const FLATTEN_LAYER: MlpLayer = { class: 'Flatten', config: {} };

export function hiddenLayers(
  units: number,
  activation: ActivationFunction,
  dropout: number,
): readonly MlpLayer[] {
  const config = { units, activation, use_bias: true };
  if (dropout === 0) return [{ class: 'Dense', config }];
  return [
    { class: 'Dense', config },
    { class: 'Dropout', config: { rate: dropout } },
  ];
}

export function outputLayer(classes: number): MlpLayer {
  return { class: 'Dense', config: { units: classes, activation: 'softmax', use_bias: true } };
}

/** What Keras numbers when it names the layer. */
export function wordOf({ class: name }: MlpLayer): string {
  return name.toLowerCase();
}
