import type { LayerClass } from './layer-class.js';
import { ACTIVATION, type ActivationConfig } from './layers/activation.js';
import { DENSE, type DenseConfig } from './layers/dense.js';
import { DROPOUT, type DropoutConfig } from './layers/dropout.js';
import { FLATTEN, type FlattenConfig } from './layers/flatten.js';
import { INPUT, type InputConfig } from './layers/input.js';
import { RELU, type ReluConfig } from './layers/relu.js';
import { SOFTMAX, type SoftmaxConfig } from './layers/softmax.js';

/** Keras's name of every class of layers that we know, and what its layers hold. */
export interface LayerConfigs {
  readonly InputLayer: InputConfig;
  readonly Flatten: FlattenConfig;
  readonly Dense: DenseConfig;
  readonly Activation: ActivationConfig;
  readonly ReLU: ReluConfig;
  readonly Softmax: SoftmaxConfig;
  readonly Dropout: DropoutConfig;
}

export type LayerClassName = keyof LayerConfigs;

/** A new class of layers is one file in layers/ and a line here; its FLOPs are a file in flops/. */
export const LAYER_CLASSES: { readonly [C in LayerClassName]: LayerClass<LayerConfigs[C]> } = {
  InputLayer: INPUT,
  Flatten: FLATTEN,
  Dense: DENSE,
  Activation: ACTIVATION,
  ReLU: RELU,
  Softmax: SOFTMAX,
  Dropout: DROPOUT,
};

export function isLayerClass(name: string): name is LayerClassName {
  return Object.hasOwn(LAYER_CLASSES, name);
}
