import { inLayer } from '../layers/messages.js';
import { callsDiffer, outputTooLarge, outputNotMade, readsMissingInput } from './messages.js';
import { LAYER_CLASSES, type LayerClassName, type LayerConfigs } from '../layers/classes.js';
import type { InnerFacts, InnerLayer, Parameters } from '../layers/layer-class.js';
import { type Shape, ShapeError, TopologyError } from '../layers/shape.js';
import { assertAsStated, NOTHING_STATED, type StatedShapes } from './stated-shapes.js';

/** A tensor of a network: one of its inputs, or what one of its layers makes. */
export type TensorRef =
  | { readonly input: number }
  /** Index of a layer, and which of its outputs. */
  | { readonly layer: number; readonly output: number };

/** One call of a layer, before shapes are known. */
export type LayerDescription<C extends LayerClassName = LayerClassName> = {
  readonly [K in C]: {
    readonly name: string;
    readonly class: K;
    readonly config: LayerConfigs[K];
    /** The tensors that it reads, all made before it. */
    readonly inbound: readonly TensorRef[];
    /** Whether the optimizer may change its weights. */
    readonly trainable: boolean;
    /** The first call of the same layer, whose weights it uses; null where it is the first. */
    readonly shares: number | null;
  };
}[C];

/** A network before shapes are known. */
export interface NetworkDescription {
  /** Calls in an order in which each comes after those that it reads. */
  readonly layers: readonly LayerDescription[];
  readonly outputs: readonly TensorRef[];
  /** What its file says of shapes, where it does. */
  readonly stated?: StatedShapes;
}

/** A call of a layer; shapes are of one sample, without the batch. */
export type Layer<C extends LayerClassName = LayerClassName> = {
  readonly [K in C]: LayerDescription<K> & {
    readonly inputShapes: readonly Shape[];
    readonly outputShapes: readonly Shape[];
    /** The first of each. */
    readonly inputShape: Shape;
    readonly outputShape: Shape;
    /** Parameters of this row: 0 where another call before it has the same. */
    readonly params: bigint;
    readonly trainableParams: bigint;
    /** Whether it has weights that the optimizer changes, its own or shared ones. */
    readonly trains: boolean;
  };
}[C];

export interface Network {
  /** One sample of each input, without the batch. */
  readonly inputShapes: readonly Shape[];
  readonly layers: readonly Layer[];
  readonly outputs: readonly TensorRef[];
}

/** Works out shapes and parameters; throws a TopologyError that names the layer. */
export function buildNetwork(
  inputShapes: readonly Shape[],
  description: NetworkDescription,
): Network {
  const layers: Layer[] = [];
  for (const layer of description.layers) {
    const inputs = layer.inbound.map((tensor) => shapeOfTensor(tensor, inputShapes, layers));
    layers.push(shaped(layer, inputs, layers));
  }
  assertAsStated(description.stated ?? NOTHING_STATED, {
    layers,
    shapeOf: (tensor) => shapeOfTensor(tensor, inputShapes, layers),
    otherWeights,
  });
  return { inputShapes, layers, outputs: description.outputs };
}

/** Layers that each read the one before them, the first the network's input. */
export function chainOf(
  layers: readonly DistributiveOmit<LayerDescription, 'inbound' | 'trainable' | 'shares'>[],
): NetworkDescription {
  return {
    layers: layers.map((layer, index) => ({
      ...layer,
      inbound: [tensorBefore(index)],
      trainable: true,
      shares: null,
    })),
    outputs: [tensorBefore(layers.length)],
  };
}

export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What a chain's layer of that index reads. */
export function tensorBefore(index: number): TensorRef {
  return index === 0 ? { input: 0 } : { layer: index - 1, output: 0 };
}

/** The shape of a tensor; a TopologyError where nothing made it yet. */
export function shapeOfTensor(
  tensor: TensorRef,
  inputShapes: readonly Shape[],
  layers: readonly Layer[],
): Shape {
  const shape =
    'input' in tensor
      ? inputShapes[tensor.input]
      : layers[tensor.layer]?.outputShapes[tensor.output];
  if (shape !== undefined) return shape;
  throw new TopologyError(
    'input' in tensor
      ? readsMissingInput(tensor.input + 1, inputShapes.length)
      : outputNotMade(layers[tensor.layer]?.name ?? null, tensor.output + 1),
  );
}

function shaped<C extends LayerClassName>(
  description: LayerDescription<C>,
  inputs: readonly Shape[],
  before: readonly Layer[],
): Layer<C>;
function shaped(
  description: LayerDescription,
  inputShapes: readonly Shape[],
  before: readonly Layer[],
): Layer {
  const { name, shares } = description;
  const { outputShapes, parameters } = factsOf(description, inputShapes);
  const first = shares === null ? undefined : before[shares];
  const trains = description.trainable && parameters.trainable > 0n;
  const all = parameters.trainable + parameters.fixed;
  if (first !== undefined && (first.trains !== trains || first.params !== all)) {
    throw new TopologyError(callsDiffer(name));
  }
  const own = shares === null ? parameters : { trainable: 0n, fixed: 0n };
  return {
    ...description,
    inputShapes,
    outputShapes,
    inputShape: inputShapes[0] ?? [],
    outputShape: outputShapes[0] ?? [],
    params: own.trainable + own.fixed,
    trainableParams: description.trainable ? own.trainable : 0n,
    trains,
  };
}

function factsOf(
  layer: { readonly name: string; readonly class: LayerClassName; readonly config: unknown },
  inputs: readonly Shape[],
): { readonly outputShapes: readonly Shape[]; readonly parameters: Parameters } {
  try {
    return facts(layer as LayerDescription, inputs);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new TopologyError(inLayer({ layer: layer.name, class: layer.class }, error.message));
  }
}

function facts<C extends LayerClassName>(
  { class: name, config }: { readonly class: C; readonly config: LayerConfigs[C] },
  inputs: readonly Shape[],
) {
  const layerClass = LAYER_CLASSES[name];
  const outputShapes = layerClass.outputShapes(config, inputs, INNER);
  const wrong = outputShapes.find((shape) => !shape.every(Number.isSafeInteger));
  if (wrong !== undefined) throw new ShapeError(outputTooLarge(wrong));
  return {
    outputShapes,
    parameters: layerClass.parameters(config, inputs, INNER),
  };
}

function otherWeights(layer: Layer, inputs: readonly Shape[]): boolean {
  try {
    const [here, there] = [layer.inputShapes, inputs].map(
      (shapes) => facts(layer, shapes).parameters,
    );
    return here?.trainable !== there?.trainable || here?.fixed !== there?.fixed;
  } catch {
    // A layer that cannot take those inputs.
    return true;
  }
}

/** The class of a model that is a layer of another layer. */
export const INNER_NETWORK = 'Functional';

/** A wrapped layer as a network, of one layer where it is no model; throws a TopologyError. */
export function innerNetwork(inner: InnerLayer, inputs: readonly Shape[]): Network {
  if (inner.class === INNER_NETWORK)
    return buildNetwork(inputs, inner.config as NetworkDescription);
  const layer = {
    ...inner,
    inbound: inputs.map((_, input) => ({ input })),
    shares: null,
  } as LayerDescription;
  return buildNetwork(inputs, { layers: [layer], outputs: [{ layer: 0, output: 0 }] });
}

const INNER: InnerFacts = {
  outputShapes: (inner, inputs) => {
    const network = innerNetwork(inner, inputs);
    if (inner.class !== INNER_NETWORK) return network.layers[0]?.outputShapes ?? [];
    return network.outputs.map((tensor) => shapeOfTensor(tensor, inputs, network.layers));
  },
  parameters: (inner, inputs) => {
    const { layers } = innerNetwork(inner, inputs);
    const trainable = layers.reduce((sum, layer) => sum + layer.trainableParams, 0n);
    const all = layers.reduce((sum, layer) => sum + layer.params, 0n);
    return { trainable, fixed: all - trainable };
  },
};

/** Every parameter, also those that training does not change. */
export function countParameters(network: Network): bigint {
  return network.layers.reduce((sum, layer) => sum + layer.params, 0n);
}

/** Those that the optimizer updates. */
export function countTrainableParameters(network: Network): bigint {
  return network.layers.reduce((sum, layer) => sum + layer.trainableParams, 0n);
}
