import {
  Activation,
  ELU,
  Glu,
  LeakyReLU,
  PReLU,
  ReLU,
  Softmax,
  ThresholdedReLU,
} from './activation.js';
import {
  AdditiveAttention,
  Attention,
  GroupQueryAttention,
  MultiHeadAttention,
} from './attention.js';
import {
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  DepthwiseConv1D,
  DepthwiseConv2D,
  SeparableConv1D,
  SeparableConv2D,
} from './convolution.js';
import { Dense, EinsumDense } from './dense.js';
import {
  AlphaDropout,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
} from './dropout.js';
import { ActivityRegularization, Embedding, Identity, InputLayer, Masking } from './core.js';
import type { LayerClass } from './layer-class.js';
import {
  Add,
  Average,
  Concatenate,
  Divide,
  Dot,
  Maximum,
  Minimum,
  Multiply,
  Power,
  Subtract,
} from './merge.js';
import {
  BatchNormalization,
  GroupNormalization,
  LayerNormalization,
  Normalization,
  RMSNormalization,
  UnitNormalization,
} from './normalization.js';
import {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from './pooling.js';
import {
  CategoryEncoding,
  CenterCrop,
  RandomBrightness,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  RandomTranslation,
  RandomWidth,
  RandomZoom,
  Rescaling,
  Resizing,
} from './preprocessing.js';
import { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, GRU, LSTM, RNN, SimpleRNN } from './recurrent.js';
import {
  Cropping1D,
  Cropping2D,
  Cropping3D,
  Flatten,
  Permute,
  RepeatVector,
  Reshape,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
} from './reshape.js';
import { CustomScaleLayer, LayerScale } from './scale.js';
import { Bidirectional, TimeDistributed } from './wrapper.js';

/** Every class of layers that we know, by Keras's name; specs and their schema list them in this order. */
const ROWS = {
  InputLayer,
  Identity,
  Masking,
  ActivityRegularization,

  LayerScale,
  CustomScaleLayer,

  Dense,
  EinsumDense,

  Conv1D,
  Conv2D,
  Conv3D,
  DepthwiseConv1D,
  DepthwiseConv2D,
  SeparableConv1D,
  SeparableConv2D,
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,

  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,

  BatchNormalization,
  LayerNormalization,
  GroupNormalization,
  RMSNormalization,
  UnitNormalization,
  Normalization,

  Dropout,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  AlphaDropout,
  GaussianDropout,
  GaussianNoise,

  Add,
  Subtract,
  Multiply,
  Divide,
  Average,
  Maximum,
  Minimum,
  Power,
  Concatenate,
  Dot,

  Flatten,
  Reshape,
  Permute,
  RepeatVector,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
  Cropping1D,
  Cropping2D,
  Cropping3D,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,

  Activation,
  ReLU,
  LeakyReLU,
  PReLU,
  ELU,
  ThresholdedReLU,
  Softmax,
  Glu,

  SimpleRNN,
  GRU,
  LSTM,
  RNN,
  ConvLSTM1D,
  ConvLSTM2D,
  ConvLSTM3D,

  Bidirectional,
  TimeDistributed,

  Embedding,

  Attention,
  AdditiveAttention,
  MultiHeadAttention,
  GroupQueryAttention,

  Rescaling,
  Resizing,
  CenterCrop,
  CategoryEncoding,
  RandomCrop,
  RandomFlip,
  RandomTranslation,
  RandomRotation,
  RandomZoom,
  RandomWidth,
  RandomHeight,
  RandomContrast,
  RandomBrightness,
};

export type LayerClassName = keyof typeof ROWS;

/** What layers of each class hold. */
export type LayerConfigs = {
  readonly [C in LayerClassName]: ReturnType<(typeof ROWS)[C]['read']>;
};

export const LAYER_CLASSES: { readonly [C in LayerClassName]: LayerClass<LayerConfigs[C]> } = ROWS;

export const LAYER_CLASS_NAMES = Object.keys(ROWS).filter(isLayerClass);

/** What is known of the class of a layer. */
export function rowOf<C extends LayerClassName>(layer: {
  readonly class: C;
}): LayerClass<LayerConfigs[C]> {
  return LAYER_CLASSES[layer.class];
}

/** Other names of the same classes: Keras 2's, and what both accept. */
const ALIASES: Readonly<Record<string, LayerClassName>> = {
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution3D: 'Conv3D',
  Convolution2DTranspose: 'Conv2DTranspose',
  SeparableConvolution2D: 'SeparableConv2D',
  MaxPool1D: 'MaxPooling1D',
  MaxPool2D: 'MaxPooling2D',
  MaxPool3D: 'MaxPooling3D',
  AvgPool1D: 'AveragePooling1D',
  AvgPool2D: 'AveragePooling2D',
  AvgPool3D: 'AveragePooling3D',
  BatchNormalizationV1: 'BatchNormalization',
  BatchNormalizationV2: 'BatchNormalization',
  SyncBatchNormalization: 'BatchNormalization',
  GroupedQueryAttention: 'GroupQueryAttention',
  CuDNNGRU: 'GRU',
  CuDNNLSTM: 'LSTM',
  GRUV2: 'GRU',
  LSTMV2: 'LSTM',
};

/** The class of that name, or null when it is not known here. */
export function layerClassNamed(name: string): LayerClassName | null {
  if (isLayerClass(name)) return name;
  return (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined) ?? null;
}

export function isLayerClass(name: string): name is LayerClassName {
  return Object.hasOwn(LAYER_CLASSES, name);
}
