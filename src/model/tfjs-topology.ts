import * as messages from './keras/messages.js';
import type { InnerLayer } from '../layers/layer-class.js';
import {
  INNER_NETWORK,
  innerNetwork,
  type Layer,
  type LayerDescription,
  type Network,
  type NetworkDescription,
  type TensorRef,
} from './network.js';
import type { RecurrentCell } from '../layers/recurrent.js';
import type { Shape } from '../layers/shape.js';
import { TopologyError } from '../layers/topology-error.js';

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
export const TFJS_CLASSES: ReadonlySet<string> = new Set([
  'InputLayer',
  'Masking',
  'Dense',
  'Embedding',
  'Conv1D',
  'Conv2D',
  'Conv3D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'Conv2DTranspose',
  'Conv3DTranspose',
  'MaxPooling1D',
  'MaxPooling2D',
  'MaxPooling3D',
  'AveragePooling1D',
  'AveragePooling2D',
  'AveragePooling3D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'Activation',
  'ReLU',
  'LeakyReLU',
  'PReLU',
  'ELU',
  'ThresholdedReLU',
  'Softmax',
  'BatchNormalization',
  'LayerNormalization',
  'Dropout',
  'SpatialDropout1D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'Add',
  'Multiply',
  'Average',
  'Maximum',
  'Minimum',
  'Concatenate',
  'Dot',
  'Flatten',
  'Reshape',
  'Permute',
  'RepeatVector',
  'ZeroPadding2D',
  'Cropping2D',
  'UpSampling2D',
  'SimpleRNN',
  'GRU',
  'LSTM',
  'RNN',
  'ConvLSTM2D',
  'Bidirectional',
  'TimeDistributed',
  'Rescaling',
  'Resizing',
  'CenterCrop',
  'CategoryEncoding',
  'RandomWidth',
]);

/** Activation functions that it has, and its names where they differ. */
const TFJS_ACTIVATIONS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  silu: 'swish',
  mish: 'mish',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hardSigmoid',
  softplus: 'softplus',
  softsign: 'softsign',
  softmax: 'softmax',
  log_softmax: 'logSoftmax',
};

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
  if (!TFJS_CLASSES.has(layer.class)) throw new TopologyError(messages.noSuchClass(layer));
  return { ...settings(layer), trainable: layer.trainable };
}

/** The settings by TensorFlow.js's names; a few of ours are kept in another form. */
function settings(layer: Described): Json {
  const { name } = layer;
  switch (layer.class) {
    case 'InputLayer':
      return { batch_input_shape: [null, ...layer.config.shape], dtype: 'float32' };
    case 'SimpleRNN':
    case 'GRU':
    case 'LSTM': {
      const { cells, return_sequences, return_state } = layer.config;
      const [cell] = cells;
      if (cell === undefined) throw new RangeError(`layer ${name} has no cell`);
      return { ...cellSettings(cell, layer), return_sequences, return_state };
    }
    case 'RNN': {
      const { cells, return_sequences, return_state } = layer.config;
      const json = cells.map((cell, index) => ({
        class_name: CELLS[cell.kind],
        config: { ...cellSettings(cell, layer), name: `${name}_cell_${index}` },
      }));
      const cell =
        json.length === 1 ? json[0] : { class_name: 'StackedRNNCells', config: { cells: json } };
      return { cell, return_sequences, return_state };
    }
    case 'Bidirectional': {
      const { forward, backward, merge_mode } = layer.config;
      if (JSON.stringify(forward.config) !== JSON.stringify(backward.config)) {
        throw new TopologyError(messages.noOtherBackward(layer));
      }
      return { layer: innerJson(frozenWith(layer, forward), layer.inputShape ?? []), merge_mode };
    }
    case 'TimeDistributed':
      return {
        layer: innerJson(frozenWith(layer, layer.config.layer), layer.inputShape?.slice(1) ?? []),
      };
    case 'Add':
    case 'Multiply':
    case 'Average':
    case 'Maximum':
    case 'Minimum':
      refuseConstants(layer);
      if (layer.inbound.length < 2) throw new TopologyError(messages.noMergeOfOne(layer));
      return {};
    case 'Concatenate':
      refuseConstants(layer);
      return { ...layer.config };
    case 'GlobalAveragePooling1D':
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling1D':
    case 'GlobalMaxPooling2D':
      if (layer.config.keepdims) throw new TopologyError(messages.noKeepdims(layer));
      return { ...layer.config };
    case 'ZeroPadding2D':
      return { padding: layer.config.border, data_format: layer.config.data_format };
    case 'Cropping2D':
      return { cropping: layer.config.border, data_format: layer.config.data_format };
    case 'LeakyReLU':
      return { alpha: layer.config.negative_slope };
    case 'BatchNormalization':
    case 'LayerNormalization': {
      const { axis, ...others } = layer.config;
      return { ...others, axis: axis.length === 1 ? axis[0] : axis };
    }
    case 'Softmax': {
      const { axis } = layer.config;
      return { axis: axis.length === 1 ? axis[0] : axis };
    }
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D': {
      const { groups, ...config } = layer.config;
      if (groups !== 1) throw new TopologyError(messages.noGroups(layer));
      return { ...config, activation: activationName(config.activation, layer) };
    }
    case 'Conv2DTranspose':
    case 'Conv3DTranspose': {
      const { output_padding, ...config } = layer.config;
      if (output_padding !== null) throw new TopologyError(messages.noOutputPadding(layer));
      return { ...config, activation: activationName(config.activation, layer) };
    }
    case 'ConvLSTM2D': {
      const { activation, recurrent_activation, ...config } = layer.config;
      // Its masks would change no product.
      const { dropout: _, recurrent_dropout: __, ...settings } = config;
      return {
        ...settings,
        activation: activationName(activation, layer),
        recurrent_activation: activationName(recurrent_activation, layer),
        ...RECURRENT_INITIALIZER,
      };
    }
    case 'Dense':
    case 'DepthwiseConv2D':
    case 'SeparableConv2D':
    case 'Activation':
      return { ...layer.config, activation: activationName(layer.config.activation, layer) };
    default:
      return { ...layer.config };
  }
}

const CELLS: Readonly<Record<RecurrentCell['kind'], string>> = {
  simple_rnn: 'SimpleRNNCell',
  gru: 'GRUCell',
  lstm: 'LSTMCell',
};

function cellSettings(
  cell: RecurrentCell,
  layer: { readonly name: string; readonly class: string },
): Json {
  if (cell.reset_after) throw new TopologyError(messages.noResetAfter(layer));
  return {
    units: cell.units,
    activation: activationName(cell.activation, layer),
    ...(cell.kind !== 'simple_rnn' && {
      recurrent_activation: activationName(cell.recurrent_activation, layer),
    }),
    use_bias: cell.use_bias,
    ...RECURRENT_INITIALIZER,
  };
}

/** Orthogonal matrices, its default, take seconds to make where they are large. */
const RECURRENT_INITIALIZER = { recurrent_initializer: 'glorotUniform' };

/** A wrapped layer, frozen where its wrapper is: TensorFlow.js asks the wrapped one alone. */
function frozenWith(wrapper: LayerDescription, inner: InnerLayer): InnerLayer {
  return { ...inner, trainable: inner.trainable && wrapper.trainable };
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
  if (!chain) throw new TopologyError(messages.noWrappedGraph(inner));
  const start = { class_name: 'InputLayer', config: { batch_input_shape: [null, ...input] } };
  return {
    class_name: 'Sequential',
    config: { name: inner.name, layers: [start, ...layers.map(json)] },
  };
}

function activationName(
  activation: string,
  layer: { readonly name: string; readonly class: string },
): string {
  const found = TFJS_ACTIVATIONS[activation];
  if (found === undefined) throw new TopologyError(messages.noSuchActivation(layer, activation));
  return found;
}

/** Arrays that a call puts in beside tensors have no place in TensorFlow.js's JSON. */
function refuseConstants(layer: {
  readonly name: string;
  readonly class: string;
  readonly config: { readonly constants?: readonly Shape[] };
}): void {
  const { constants = [] } = layer.config;
  if (constants.length > 0) throw new TopologyError(messages.noConstants(layer));
}
