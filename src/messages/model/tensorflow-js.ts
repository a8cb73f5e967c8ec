import { layerProblem } from './layer.js';

// What TensorFlow.js cannot do of what is counted here.

interface Layer {
  readonly name: string;
  readonly class: string;
}

function missing({ name, class: className }: Layer, what: string): string {
  return layerProblem(
    { layer: name, class: className },
    {
      what: `TensorFlow.js 4.22 has no ${what}`,
      advice: 'change the layer, or only count its FLOPs',
    },
  );
}

export function noSuchClass(layer: Layer): string {
  return missing(layer, `${layer.class} layer`);
}

export function noSuchActivation(layer: Layer, activation: string): string {
  return missing(layer, `activation ${activation}`);
}

/** Of a Bidirectional layer. */
export function noOtherBackward(layer: Layer): string {
  return missing(layer, 'backward_layer of its own settings');
}

/** Of Add and its like. */
export function noMergeOfOne(layer: Layer): string {
  return missing(layer, 'operation on one tensor');
}

/** Of Add, Concatenate and their like. */
export function noConstants(layer: Layer): string {
  return missing(layer, 'constant among the tensors of a layer');
}

export function noKeepdims(layer: Layer): string {
  return missing(layer, 'keepdims');
}

export function noGroups(layer: Layer): string {
  return missing(layer, 'convolution in groups');
}

export function noOutputPadding(layer: Layer): string {
  return missing(layer, 'output_padding');
}

/** Of a GRU. */
export function noResetAfter(layer: Layer): string {
  return missing(layer, 'cell with two biases (reset_after)');
}

/** Of a model inside a layer that is no chain of layers. */
export function noWrappedGraph(layer: Layer): string {
  return missing(layer, 'way to wrap such a model');
}
