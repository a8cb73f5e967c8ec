import { numberedNames } from './numbered-names.js';
import type { Shape } from '../layers/shape.js';

/** What a setting of a layer may be; a name with `$` stands for one of them. */
export type FieldKind =
  /** A whole number from 1 up. */
  | 'size'
  /** One, or one for each dimension. */
  | 'sizes'
  /** A list of whole numbers. */
  | 'shape'
  /** From 0 up to below 1. */
  | 'rate'
  | 'flag'
  | 'padding'
  | 'activation';

/** A layer as specs write it: Keras's class and settings in snake case. */
export interface LanguageLayer {
  readonly class: string;
  /** Settings by Keras's names; those that must be given stand in `required`. */
  readonly fields: Readonly<Record<string, FieldKind>>;
  readonly required: readonly string[];
  /** The setting that a bare value stands for: `{dense: 84}`. */
  readonly bare: string | null;
  /** Settings that are always these: what TensorFlow.js trains. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Dimensions of a sample that it reads; null where any will do. */
  readonly rank: 1 | 2 | 3 | null;
  /** What it is called in a network's short text, before its size; null where it is left out. */
  readonly short: string | null;
  /** The setting that is its size there. */
  readonly size?: string;
}

const ACTIVATED = { activation: 'activation', use_bias: 'flag' } as const;
const KERNEL = { kernel_size: 'sizes', strides: 'sizes', padding: 'padding' } as const;

/** Without `dilation_rate`: TensorFlow.js 4.22 has no gradient for more than 1. */
function convolution(name: string, rank: 2 | 3, short: string): LanguageLayer {
  return {
    class: name,
    fields: { filters: 'size', ...KERNEL, ...ACTIVATED },
    required: ['filters', 'kernel_size'],
    bare: null,
    rank,
    short,
    size: 'filters',
  };
}

function pooling(name: string, rank: 2 | 3): LanguageLayer {
  return {
    class: name,
    fields: { pool_size: 'sizes', strides: 'sizes', padding: 'padding' },
    required: [],
    bare: 'pool_size',
    rank,
    short: 'pool',
  };
}

function globalPooling(name: string, rank: 2 | 3): LanguageLayer {
  return { class: name, fields: {}, required: [], bare: null, rank, short: 'global' };
}

/** With factor and offset: TensorFlow.js 4.22 fails to train one without either. */
function normalization(name: string, short: string): LanguageLayer {
  return { class: name, fields: {}, required: [], bare: null, rank: null, short };
}

function recurrent(name: string, short: string, gated: boolean): LanguageLayer {
  return {
    class: name,
    fields: {
      units: 'size',
      activation: 'activation',
      ...(gated && { recurrent_activation: 'activation' }),
      use_bias: 'flag',
      return_sequences: 'flag',
    },
    required: ['units'],
    bare: 'units',
    // The one that TensorFlow.js has; Keras 3's default has two biases.
    ...(name === 'GRU' && { fixed: { reset_after: false } }),
    rank: 2,
    short,
    size: 'units',
  };
}

/** Every layer that a spec may name, by its name. */
export const LAYER_LANGUAGE: Readonly<Record<string, LanguageLayer>> = {
  dense: {
    class: 'Dense',
    fields: { units: 'size', ...ACTIVATED },
    required: ['units'],
    bare: 'units',
    rank: null,
    short: '',
    size: 'units',
  },
  conv1d: convolution('Conv1D', 2, 'conv'),
  conv2d: convolution('Conv2D', 3, 'conv'),
  depthwise_conv2d: {
    class: 'DepthwiseConv2D',
    fields: { ...KERNEL, depth_multiplier: 'size', ...ACTIVATED },
    required: ['kernel_size'],
    bare: 'kernel_size',
    rank: 3,
    short: 'depthwise',
  },
  separable_conv2d: {
    ...convolution('SeparableConv2D', 3, 'separable'),
    fields: { filters: 'size', ...KERNEL, depth_multiplier: 'size', ...ACTIVATED },
  },
  max_pooling1d: pooling('MaxPooling1D', 2),
  max_pooling2d: pooling('MaxPooling2D', 3),
  average_pooling1d: pooling('AveragePooling1D', 2),
  average_pooling2d: pooling('AveragePooling2D', 3),
  global_max_pooling1d: globalPooling('GlobalMaxPooling1D', 2),
  global_max_pooling2d: globalPooling('GlobalMaxPooling2D', 3),
  global_average_pooling1d: globalPooling('GlobalAveragePooling1D', 2),
  global_average_pooling2d: globalPooling('GlobalAveragePooling2D', 3),
  batch_normalization: normalization('BatchNormalization', 'bn'),
  layer_normalization: normalization('LayerNormalization', 'ln'),
  dropout: {
    class: 'Dropout',
    fields: { rate: 'rate' },
    required: ['rate'],
    bare: 'rate',
    rank: null,
    short: null,
  },
  flatten: {
    class: 'Flatten',
    fields: {},
    required: [],
    bare: null,
    rank: 2,
    short: null,
  },
  reshape: {
    class: 'Reshape',
    fields: { target_shape: 'shape' },
    required: ['target_shape'],
    bare: 'target_shape',
    rank: 2,
    short: null,
  },
  activation: {
    class: 'Activation',
    fields: { activation: 'activation' },
    required: ['activation'],
    bare: 'activation',
    rank: null,
    short: null,
  },
  simple_rnn: recurrent('SimpleRNN', 'rnn', false),
  gru: recurrent('GRU', 'gru', true),
  lstm: recurrent('LSTM', 'lstm', true),
  embedding: {
    class: 'Embedding',
    fields: { output_dim: 'size', input_dim: 'size' },
    required: ['output_dim'],
    bare: 'output_dim',
    rank: 1,
    short: 'embedding',
    size: 'output_dim',
  },
};

/** One layer of a spec with every `$name` replaced. */
export interface LayerEntry {
  /** A key of LAYER_LANGUAGE. */
  readonly layer: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Values of a pixel: what an embedding has a row for. */
const PIXEL_VALUES = 256;

/**
 * The layers as a Keras Sequential model over one image, a dense softmax of `classes` units at its
 * end. A model whose first layer of a known rank is of two dimensions and channels reads the image
 * as [height, width, 1], one that begins with an embedding as [pixels], every other as [height, width].
 */
export function layersTopology(
  entries: readonly LayerEntry[],
  [height, width]: readonly [number, number],
  classes: number,
): Readonly<Record<string, unknown>> {
  const layers = [...entries, outputEntry(classes)];
  const names = numberedNames(layers.map(({ layer }) => layer));
  return sequential([
    inputJson(imageInput(entries, [height, width])),
    ...layers.map((entry, index) => layerJson(entry, names[index] ?? '')),
  ]);
}

/** The layer that is added to those of a spec. */
export function outputEntry(classes: number): LayerEntry {
  return { layer: 'dense', settings: { units: classes, activation: 'softmax' } };
}

/** The shape in which a model of these layers reads an image. */
export function imageInput(
  entries: readonly LayerEntry[],
  [height, width]: readonly [number, number],
): Shape {
  const rank = entries.map(({ layer }) => LAYER_LANGUAGE[layer]?.rank ?? null).find(Boolean) ?? 2;
  return rank === 3 ? [height, width, 1] : rank === 1 ? [height * width] : [height, width];
}

/** Of the InputLayer that a model of layers begins with. */
export const INPUT_NAME = 'image';

/** That InputLayer alone as a model. */
export function inputTopology(input: Shape): Readonly<Record<string, unknown>> {
  return sequential([inputJson(input)]);
}

/** One of the layers alone as a model that reads that shape, after its InputLayer. */
export function oneLayerTopology(
  entry: LayerEntry,
  name: string,
  input: Shape,
): Readonly<Record<string, unknown>> {
  return sequential([inputJson(input), layerJson(entry, name)]);
}

function sequential(layers: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { class_name: 'Sequential', config: { layers } };
}

function inputJson(shape: Shape): unknown {
  return {
    class_name: 'InputLayer',
    config: { name: INPUT_NAME, batch_input_shape: [null, ...shape] },
  };
}

function layerJson({ layer, settings }: LayerEntry, name: string): unknown {
  const { class: class_name, fixed } = languageLayer(layer);
  return {
    class_name,
    config: {
      name,
      ...(layer === 'embedding' && { input_dim: PIXEL_VALUES }),
      ...settings,
      ...fixed,
    },
  };
}

/** What stands for each layer in a network's short text: `['conv8', 'pool', 84]`. */
export function shortLayers(entries: readonly LayerEntry[]): readonly (number | string)[] {
  return entries.flatMap(({ layer, settings }): readonly (number | string)[] => {
    const { short, size } = languageLayer(layer);
    if (short === null) return [];
    const value = size === undefined ? '' : settings[size];
    return [short === '' ? Number(value) : `${short}${String(value)}`];
  });
}

function languageLayer(name: string): LanguageLayer {
  const layer = LAYER_LANGUAGE[name];
  if (layer === undefined) throw new RangeError(`no layer ${name}`);
  return layer;
}
