import type { ActivationFunction } from '../model/activation.js';
import type { Layer } from '../model/network.js';
import type { LayerClassName } from '../model/layer-classes.js';

/** Arithmetic of one layer on one sample, in operations of no convention yet. */
export interface LayerWork {
  /** Multiply-accumulates of products and convolutions, forward. */
  readonly products: bigint;
  /** Additions of a bias. */
  readonly bias: bigint;
  /** Elements that an activation function is applied to. */
  readonly activation: { readonly function: ActivationFunction; readonly elements: bigint };
  /** Elements that dropout masks; only while training. */
  readonly dropout: bigint;
  /** Multiply-accumulates of the gradient with respect to the layer's own weights. */
  readonly weightGradient: bigint;
  /** Multiply-accumulates of the gradient with respect to its input, where one is needed. */
  readonly inputGradient: bigint;
}

/** Reshapes and copies: no arithmetic. */
export const NO_WORK: LayerWork = {
  products: 0n,
  bias: 0n,
  activation: { function: 'linear', elements: 0n },
  dropout: 0n,
  weightGradient: 0n,
  inputGradient: 0n,
};

/** What a layer of one class computes. */
export type LayerHandler<C extends LayerClassName> = (layer: Layer<C>) => LayerWork;
