import { isLayerClass, type LayerClassName } from '../model/layer-classes.js';
import type { Layer } from '../model/network.js';
import { activationWork } from './layers/activation.js';
import { denseWork } from './layers/dense.js';
import { dropoutWork } from './layers/dropout.js';
import { flattenWork } from './layers/flatten.js';
import { inputWork } from './layers/input.js';
import { reluWork } from './layers/relu.js';
import { softmaxWork } from './layers/softmax.js';
import type { LayerHandler, LayerWork } from './work.js';

/** A new class of layers is one file in layers/ and a line here; the compiler asks for both. */
const HANDLERS: { readonly [C in LayerClassName]: LayerHandler<C> } = {
  InputLayer: inputWork,
  Flatten: flattenWork,
  Dense: denseWork,
  Activation: activationWork,
  ReLU: reluWork,
  Softmax: softmaxWork,
  Dropout: dropoutWork,
};

/** What the layer computes on one sample; a class without a handler is an error, never 0. */
export function workOf(layer: Layer): LayerWork {
  if (!isLayerClass(layer.class)) throw new UncountedLayerError(layer);
  return dispatch(layer);
}

function dispatch(layer: Layer): LayerWork;
function dispatch<C extends LayerClassName>(layer: Layer<C>): LayerWork {
  return HANDLERS[layer.class as C](layer);
}

/** A layer whose FLOPs nobody has written down. */
export class UncountedLayerError extends Error {
  override readonly name = 'UncountedLayerError';

  constructor(layer: { readonly name: string; readonly class: string }) {
    super(
      `the FLOPs of layer ${layer.name} are not known: its class is ${layer.class}; ` +
        `known are ${Object.keys(HANDLERS).join(', ')}`,
    );
  }
}
