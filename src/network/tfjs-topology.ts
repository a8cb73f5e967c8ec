import { LAYER_CLASS_NAMES, LAYER_CLASSES, rowOf } from '../layers/classes.js';
import type { InnerLayer } from '../layers/layer-class.js';
import { noSuchClass, noWrappedGraph } from './messages.js';
import { type Shape, TopologyError } from '../layers/shape.js';
import {
  INNER_NETWORK,
  innerNetwork,
  type Layer,
  type LayerDescription,
  type Network,
  type NetworkDescription,
  type TensorRef,
} from './network.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * The network as TensorFlow.js's `loadLayersModel` reads it: a functional model in Keras 2's words,
 * without weights, one `[name, call, output]` for each tensor. Layers of models inside the model are
 * its own, named `model/layer`.
 *
 * @throws a TopologyError that names the layer, where TensorFlow.js has none like it.
 */
export function tfjsTopology(network: Network): Json {
  const layers = withInputLayers(network);
  return { class_name: 'Functional', config: functionalConfig(layers.description, layers.inputs) };
}

/** Classes that TensorFlow.js 4.22 registers, of those that we know. */
export const TFJS_CLASSES: ReadonlySet<string> = new Set(
  LAYER_CLASS_NAMES.filter((name) => LAYER_CLASSES[name].tfjs !== undefined),
);

/** A layer, and what it reads first where that is known. */
type Described = LayerDescription & { readonly inputShape?: Shape };

/** A network whose inputs are all InputLayers, as TensorFlow.js wants them. */
function withInputLayers(network: Network): {
  readonly description: NetworkDescription;
  readonly inputs: readonly string[];
} {
  const stated = new Map<number, number>();
  network.layers.forEach((layer, index) => {
    const [source] = layer.inbound;
    if (layer.class === 'InputLayer' && source !== undefined && 'input' in source) {
      stated.set(source.input, index);
    }
  });
  const added = network.inputShapes.flatMap((shape, input) =>
    stated.has(input) ? [] : [{ input, layer: inputLayer(`input_${input + 1}`, shape, input) }],
  );
  const shift = (tensor: TensorRef): TensorRef => {
    if ('layer' in tensor) return { ...tensor, layer: tensor.layer + added.length };
    const index = added.findIndex(({ input }) => input === tensor.input);
    return index === -1
      ? { layer: (stated.get(tensor.input) ?? 0) + added.length, output: 0 }
      : { layer: index, output: 0 };
  };
  const layers: Described[] = [
    ...added.map(({ layer }) => layer),
    ...network.layers.map((layer: Layer): Described => {
      const { name, trainable } = layer;
      const shares = layer.shares === null ? null : layer.shares + added.length;
      const inbound = layer.class === 'InputLayer' ? layer.inbound : layer.inbound.map(shift);
      const common = { name, trainable, shares, inbound, inputShape: layer.inputShape };
      // TensorFlow.js flattens nothing that is flat.
      return layer.class === 'Flatten' && layer.inputShape.length < 2
        ? { ...common, class: 'Activation', config: { activation: 'linear' } }
        : ({ ...common, class: layer.class, config: layer.config } as Described);
    }),
  ];
  const inputs = network.inputShapes.map((_, input) => {
    const tensor = shift({ input });
    return 'layer' in tensor ? (layers[tensor.layer]?.name ?? '') : '';
  });
  return { description: { layers, outputs: network.outputs.map(shift) }, inputs };
}

function inputLayer(name: string, shape: Shape, input: number): LayerDescription {
  return {
    name,
    class: 'InputLayer',
    config: { shape },
    inbound: [{ input }],
    trainable: true,
    shares: null,
  };
}

function functionalConfig(
  { layers, outputs }: NetworkDescription,
  inputs: readonly string[],
): Json {
  const names = namesOf(layers);
  // Which call of its layer each is.
  const callOf: number[] = [];
  const calls = new Map<number, number[]>();
  layers.forEach((layer, index) => {
    const first = layer.shares ?? index;
    const known = calls.get(first) ?? [];
    callOf.push(known.length);
    calls.set(first, [...known, index]);
  });
  const reference = (tensor: TensorRef): readonly unknown[] => {
    if ('input' in tensor) return [inputs[tensor.input], 0, 0];
    const first = layers[tensor.layer]?.shares ?? tensor.layer;
    return [names[first], callOf[tensor.layer], tensor.output];
  };
  return {
    name: 'model',
    layers: [...calls].map(([first, all]) => {
      const layer = layers[first];
      if (layer === undefined) throw new RangeError(`no layer ${first}`);
      const name = names[first];
      const nodes = all.map((index) =>
        (layers[index]?.inbound ?? []).map((tensor) => [...reference(tensor), {}]),
      );
      return {
        class_name: layer.class,
        name,
        config: { ...layerConfig(layer), name },
        inbound_nodes: layer.class === 'InputLayer' ? [] : nodes,
      };
    }),
    input_layers: inputs.map((name) => [name, 0, 0]),
    output_layers: outputs.map(reference),
  };
}

/** TensorFlow.js wants each name once, and no slash in names of weights' scopes. */
function namesOf(layers: readonly LayerDescription[]): readonly string[] {
  const used = new Set<string>();
  return layers.map((layer, index) => {
    if (layer.shares !== null) return layer.name;
    const name = used.has(layer.name) ? `${layer.name}_${index}` : layer.name;
    used.add(name);
    return name;
  });
}

function layerConfig(layer: Described): Json {
  const { tfjs } = rowOf(layer);
  if (tfjs === undefined) throw new TopologyError(noSuchClass(layer));
  const settings = tfjs === true ? { ...layer.config } : tfjs(layer, innerJson);
  return { ...settings, trainable: layer.trainable };
}

/** A layer inside a layer, which reads tensors of the shape `input`. */
function innerJson(inner: InnerLayer, input: Shape): Json {
  const { layers } = innerNetwork(inner, [input]);
  const json = (layer: Layer): Json => ({
    class_name: layer.class,
    config: {
      ...layerConfig({ ...layer, trainable: layer.trainable && inner.trainable } as Described),
      name: layer.name,
    },
  });
  const [first] = layers;
  if (first === undefined) throw new RangeError(`model ${inner.name} has no layer`);
  if (inner.class !== INNER_NETWORK) return json(first);
  // TensorFlow.js reads a chain of layers inside a layer only as a Sequential model.
  const chain = layers.every((layer, index) => {
    const [tensor, ...others] = layer.inbound;
    const before =
      tensor !== undefined && ('input' in tensor ? index === 0 : tensor.layer === index - 1);
    return before && others.length === 0 && layer.shares === null;
  });
  if (!chain) throw new TopologyError(noWrappedGraph(inner));
  const start = { class_name: 'InputLayer', config: { batch_input_shape: [null, ...input] } };
  return {
    class_name: 'Sequential',
    config: { name: inner.name, layers: [start, ...layers.map(json)] },
  };
}
