import { LAYER_CLASSES, type LayerClassName, type LayerConfigs } from './layer-classes.js';
import type { Shape } from './shape.js';
import { TopologyError } from './topology-error.js';

/** A layer before shapes are known. */
export type LayerDescription<C extends LayerClassName = LayerClassName> = {
  readonly [K in C]: {
    readonly name: string;
    readonly class: K;
    readonly config: LayerConfigs[K];
    /** Indices of the layers that it reads, all before it; `[]` reads the network's input. */
    readonly inbound: readonly number[];
  };
}[C];

/** A layer of a network; shapes are of one sample, without the batch. */
export type Layer<C extends LayerClassName = LayerClassName> = {
  readonly [K in C]: LayerDescription<K> & {
    readonly inputShape: Shape;
    readonly outputShape: Shape;
    readonly params: bigint;
    readonly trainableParams: bigint;
  };
}[C];

/** Layers in an order in which each comes after those that it reads. */
export interface Network {
  /** One sample of the input, without the batch. */
  readonly inputShape: Shape;
  readonly layers: readonly Layer[];
}

/** Works out shapes and parameters; throws a TopologyError that names the layer. */
export function buildNetwork(
  inputShape: Shape,
  descriptions: readonly LayerDescription[],
): Network {
  const layers: Layer[] = [];
  for (const description of descriptions) {
    layers.push(shaped(description, inputOf(description, inputShape, layers)));
  }
  return { inputShape, layers };
}

function inputOf(
  description: LayerDescription,
  inputShape: Shape,
  before: readonly Layer[],
): Shape {
  const [source, ...others] = description.inbound;
  if (source === undefined) return inputShape;
  const layer = before[source];
  if (layer === undefined || others.length > 0) {
    throw new TopologyError(
      `layer ${description.name}: a ${description.class} reads one layer that comes before it`,
    );
  }
  return layer.outputShape;
}

function shaped<C extends LayerClassName>(description: LayerDescription<C>, input: Shape): Layer<C>;
function shaped(description: LayerDescription, inputShape: Shape): Layer {
  const { outputShape, parameters } = facts(description, inputShape);
  const { trainable, fixed } = parameters;
  return {
    ...description,
    inputShape,
    outputShape,
    params: trainable + fixed,
    trainableParams: trainable,
  };
}

function facts<C extends LayerClassName>(
  { class: name, config }: { readonly class: C; readonly config: LayerConfigs[C] },
  input: Shape,
) {
  const layerClass = LAYER_CLASSES[name];
  return {
    outputShape: layerClass.outputShape(config, input),
    parameters: layerClass.parameters(config, input),
  };
}
