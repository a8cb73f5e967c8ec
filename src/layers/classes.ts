import {
  ACTIVATION,
  type ActivationConfig,
  ELU,
  type EluConfig,
  GLU,
  type GluConfig,
  LEAKY_RELU,
  type LeakyReluConfig,
  PRELU,
  type PreluConfig,
  RELU,
  type ReluConfig,
  SOFTMAX,
  type SoftmaxConfig,
  THRESHOLDED_RELU,
  type ThresholdedReluConfig,
} from './activation.js';
import {
  ADDITIVE_ATTENTION,
  ATTENTION,
  type AttentionConfig,
  GROUPED_QUERY_ATTENTION,
  MULTI_HEAD_ATTENTION,
  type MultiHeadAttentionConfig,
} from './attention.js';
import {
  convolution,
  type ConvolutionConfig,
  depthwiseConvolution,
  type DepthwiseConvolutionConfig,
  separableConvolution,
  type SeparableConvolutionConfig,
  transposedConvolution,
  type TransposedConvolutionConfig,
} from './convolution.js';
import { DENSE, type DenseConfig, EINSUM_DENSE, type EinsumDenseConfig } from './dense.js';
import {
  DROPOUT,
  type DropoutConfig,
  GAUSSIAN_NOISE,
  type GaussianNoiseConfig,
} from './dropout.js';
import { EMBEDDING, type EmbeddingConfig } from './embedding.js';
import { INPUT, type InputConfig } from './input.js';
import { ELEMENTWISE, type LayerClass, type NoConfig } from './layer-class.js';
import {
  CONCATENATE,
  type ConcatenateConfig,
  DOT,
  type DotConfig,
  MERGE,
  type MergeConfig,
} from './merge.js';
import {
  BATCH_NORMALIZATION,
  type FixedNormalizationConfig,
  GROUP_NORMALIZATION,
  type GroupNormalizationConfig,
  LAYER_NORMALIZATION,
  NORMALIZATION,
  type NormalizationConfig,
  RMS_NORMALIZATION,
  type RmsNormalizationConfig,
  UNIT_NORMALIZATION,
} from './normalization.js';
import {
  adaptivePooling,
  type AdaptivePoolingConfig,
  globalPooling,
  type GlobalPoolingConfig,
  pooling,
  type PoolingConfig,
} from './pooling.js';
import {
  CATEGORY_ENCODING,
  type CategoryEncodingConfig,
  CROP,
  type CropConfig,
  RESCALING,
  type RescalingConfig,
  RESIZING,
  type ResizingConfig,
} from './preprocessing.js';
import {
  convolutionalLstm,
  type ConvolutionalLstmConfig,
  recurrent,
  type RecurrentConfig,
  RNN,
} from './recurrent.js';
import {
  type BorderConfig,
  cropping,
  FLATTEN,
  PERMUTE,
  type PermuteConfig,
  REPEAT_VECTOR,
  type RepeatVectorConfig,
  RESHAPE,
  type ReshapeConfig,
  upSampling,
  type UpSamplingConfig,
  zeroPadding,
} from './reshape.js';
import { CUSTOM_SCALE, LAYER_SCALE, type LayerScaleConfig } from './scale.js';
import {
  BIDIRECTIONAL,
  type BidirectionalConfig,
  TIME_DISTRIBUTED,
  type TimeDistributedConfig,
} from './wrapper.js';

/** Keras's name of every class of layers that we know, and what its layers hold. */
export interface LayerConfigs {
  readonly InputLayer: InputConfig;
  readonly Identity: NoConfig;
  readonly Masking: NoConfig;
  readonly ActivityRegularization: NoConfig;
  readonly LayerScale: LayerScaleConfig;
  readonly CustomScaleLayer: NoConfig;

  readonly Dense: DenseConfig;
  readonly EinsumDense: EinsumDenseConfig;
  readonly Embedding: EmbeddingConfig;

  readonly Conv1D: ConvolutionConfig;
  readonly Conv2D: ConvolutionConfig;
  readonly Conv3D: ConvolutionConfig;
  readonly DepthwiseConv1D: DepthwiseConvolutionConfig;
  readonly DepthwiseConv2D: DepthwiseConvolutionConfig;
  readonly SeparableConv1D: SeparableConvolutionConfig;
  readonly SeparableConv2D: SeparableConvolutionConfig;
  readonly Conv1DTranspose: TransposedConvolutionConfig;
  readonly Conv2DTranspose: TransposedConvolutionConfig;
  readonly Conv3DTranspose: TransposedConvolutionConfig;

  readonly MaxPooling1D: PoolingConfig;
  readonly MaxPooling2D: PoolingConfig;
  readonly MaxPooling3D: PoolingConfig;
  readonly AveragePooling1D: PoolingConfig;
  readonly AveragePooling2D: PoolingConfig;
  readonly AveragePooling3D: PoolingConfig;
  readonly GlobalMaxPooling1D: GlobalPoolingConfig;
  readonly GlobalMaxPooling2D: GlobalPoolingConfig;
  readonly GlobalMaxPooling3D: GlobalPoolingConfig;
  readonly GlobalAveragePooling1D: GlobalPoolingConfig;
  readonly GlobalAveragePooling2D: GlobalPoolingConfig;
  readonly GlobalAveragePooling3D: GlobalPoolingConfig;
  readonly AdaptiveMaxPooling1D: AdaptivePoolingConfig;
  readonly AdaptiveMaxPooling2D: AdaptivePoolingConfig;
  readonly AdaptiveMaxPooling3D: AdaptivePoolingConfig;
  readonly AdaptiveAveragePooling1D: AdaptivePoolingConfig;
  readonly AdaptiveAveragePooling2D: AdaptivePoolingConfig;
  readonly AdaptiveAveragePooling3D: AdaptivePoolingConfig;

  readonly Activation: ActivationConfig;
  readonly ReLU: ReluConfig;
  readonly LeakyReLU: LeakyReluConfig;
  readonly PReLU: PreluConfig;
  readonly ELU: EluConfig;
  readonly ThresholdedReLU: ThresholdedReluConfig;
  readonly Softmax: SoftmaxConfig;
  readonly Glu: GluConfig;

  readonly BatchNormalization: NormalizationConfig;
  readonly LayerNormalization: NormalizationConfig;
  readonly GroupNormalization: GroupNormalizationConfig;
  readonly RMSNormalization: RmsNormalizationConfig;
  readonly UnitNormalization: RmsNormalizationConfig;

  readonly Dropout: DropoutConfig;
  readonly SpatialDropout1D: DropoutConfig;
  readonly SpatialDropout2D: DropoutConfig;
  readonly SpatialDropout3D: DropoutConfig;
  readonly AlphaDropout: DropoutConfig;
  readonly GaussianDropout: DropoutConfig;
  readonly GaussianNoise: GaussianNoiseConfig;

  readonly Add: MergeConfig;
  readonly Subtract: MergeConfig;
  readonly Multiply: MergeConfig;
  readonly Divide: MergeConfig;
  readonly Average: MergeConfig;
  readonly Maximum: MergeConfig;
  readonly Minimum: MergeConfig;
  readonly Power: MergeConfig;
  readonly Concatenate: ConcatenateConfig;
  readonly Dot: DotConfig;

  readonly Flatten: NoConfig;
  readonly Reshape: ReshapeConfig;
  readonly Permute: PermuteConfig;
  readonly RepeatVector: RepeatVectorConfig;
  readonly ZeroPadding1D: BorderConfig;
  readonly ZeroPadding2D: BorderConfig;
  readonly ZeroPadding3D: BorderConfig;
  readonly Cropping1D: BorderConfig;
  readonly Cropping2D: BorderConfig;
  readonly Cropping3D: BorderConfig;
  readonly UpSampling1D: UpSamplingConfig;
  readonly UpSampling2D: UpSamplingConfig;
  readonly UpSampling3D: UpSamplingConfig;

  readonly SimpleRNN: RecurrentConfig;
  readonly GRU: RecurrentConfig;
  readonly LSTM: RecurrentConfig;
  readonly RNN: RecurrentConfig;
  readonly ConvLSTM1D: ConvolutionalLstmConfig;
  readonly ConvLSTM2D: ConvolutionalLstmConfig;
  readonly ConvLSTM3D: ConvolutionalLstmConfig;
  readonly Bidirectional: BidirectionalConfig;
  readonly TimeDistributed: TimeDistributedConfig;

  readonly Attention: AttentionConfig;
  readonly AdditiveAttention: AttentionConfig;
  readonly MultiHeadAttention: MultiHeadAttentionConfig;
  readonly GroupQueryAttention: MultiHeadAttentionConfig;

  readonly Rescaling: RescalingConfig;
  readonly Normalization: FixedNormalizationConfig;
  readonly Resizing: ResizingConfig;
  readonly CenterCrop: CropConfig;
  readonly CategoryEncoding: CategoryEncodingConfig;
  readonly RandomCrop: CropConfig;
  readonly RandomFlip: NoConfig;
  readonly RandomTranslation: NoConfig;
  readonly RandomRotation: NoConfig;
  readonly RandomZoom: NoConfig;
  readonly RandomWidth: NoConfig;
  readonly RandomHeight: NoConfig;
  readonly RandomContrast: NoConfig;
  readonly RandomBrightness: NoConfig;
}

export type LayerClassName = keyof LayerConfigs;

/** A new class of layers is one file in layers/ and a line here; its FLOPs are a file in flops/. */
export const LAYER_CLASSES: { readonly [C in LayerClassName]: LayerClass<LayerConfigs[C]> } = {
  InputLayer: INPUT,
  Identity: ELEMENTWISE,
  Masking: ELEMENTWISE,
  ActivityRegularization: ELEMENTWISE,
  LayerScale: LAYER_SCALE,
  CustomScaleLayer: CUSTOM_SCALE,

  Dense: DENSE,
  EinsumDense: EINSUM_DENSE,
  Embedding: EMBEDDING,

  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  DepthwiseConv1D: depthwiseConvolution(1),
  DepthwiseConv2D: depthwiseConvolution(2),
  SeparableConv1D: separableConvolution(1),
  SeparableConv2D: separableConvolution(2),
  Conv1DTranspose: transposedConvolution(1),
  Conv2DTranspose: transposedConvolution(2),
  Conv3DTranspose: transposedConvolution(3),

  MaxPooling1D: pooling(1),
  MaxPooling2D: pooling(2),
  MaxPooling3D: pooling(3),
  AveragePooling1D: pooling(1),
  AveragePooling2D: pooling(2),
  AveragePooling3D: pooling(3),
  GlobalMaxPooling1D: globalPooling(1),
  GlobalMaxPooling2D: globalPooling(2),
  GlobalMaxPooling3D: globalPooling(3),
  GlobalAveragePooling1D: globalPooling(1),
  GlobalAveragePooling2D: globalPooling(2),
  GlobalAveragePooling3D: globalPooling(3),
  AdaptiveMaxPooling1D: adaptivePooling(1),
  AdaptiveMaxPooling2D: adaptivePooling(2),
  AdaptiveMaxPooling3D: adaptivePooling(3),
  AdaptiveAveragePooling1D: adaptivePooling(1),
  AdaptiveAveragePooling2D: adaptivePooling(2),
  AdaptiveAveragePooling3D: adaptivePooling(3),

  Activation: ACTIVATION,
  ReLU: RELU,
  LeakyReLU: LEAKY_RELU,
  PReLU: PRELU,
  ELU,
  ThresholdedReLU: THRESHOLDED_RELU,
  Softmax: SOFTMAX,
  Glu: GLU,

  BatchNormalization: BATCH_NORMALIZATION,
  LayerNormalization: LAYER_NORMALIZATION,
  GroupNormalization: GROUP_NORMALIZATION,
  RMSNormalization: RMS_NORMALIZATION,
  UnitNormalization: UNIT_NORMALIZATION,

  Dropout: DROPOUT,
  SpatialDropout1D: DROPOUT,
  SpatialDropout2D: DROPOUT,
  SpatialDropout3D: DROPOUT,
  AlphaDropout: DROPOUT,
  GaussianDropout: DROPOUT,
  GaussianNoise: GAUSSIAN_NOISE,

  Add: MERGE,
  Subtract: MERGE,
  Multiply: MERGE,
  Divide: MERGE,
  Average: MERGE,
  Maximum: MERGE,
  Minimum: MERGE,
  Power: MERGE,
  Concatenate: CONCATENATE,
  Dot: DOT,

  Flatten: FLATTEN,
  Reshape: RESHAPE,
  Permute: PERMUTE,
  RepeatVector: REPEAT_VECTOR,
  ZeroPadding1D: zeroPadding(1),
  ZeroPadding2D: zeroPadding(2),
  ZeroPadding3D: zeroPadding(3),
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Cropping3D: cropping(3),
  UpSampling1D: upSampling(1),
  UpSampling2D: upSampling(2),
  UpSampling3D: upSampling(3),

  SimpleRNN: recurrent('simple_rnn'),
  GRU: recurrent('gru'),
  LSTM: recurrent('lstm'),
  RNN,
  ConvLSTM1D: convolutionalLstm(1),
  ConvLSTM2D: convolutionalLstm(2),
  ConvLSTM3D: convolutionalLstm(3),
  Bidirectional: BIDIRECTIONAL,
  TimeDistributed: TIME_DISTRIBUTED,

  Attention: ATTENTION,
  AdditiveAttention: ADDITIVE_ATTENTION,
  MultiHeadAttention: MULTI_HEAD_ATTENTION,
  GroupQueryAttention: GROUPED_QUERY_ATTENTION,

  Rescaling: RESCALING,
  Normalization: NORMALIZATION,
  Resizing: RESIZING,
  CenterCrop: CROP,
  CategoryEncoding: CATEGORY_ENCODING,
  RandomCrop: CROP,
  RandomFlip: ELEMENTWISE,
  RandomTranslation: ELEMENTWISE,
  RandomRotation: ELEMENTWISE,
  RandomZoom: ELEMENTWISE,
  RandomWidth: ELEMENTWISE,
  RandomHeight: ELEMENTWISE,
  RandomContrast: ELEMENTWISE,
  RandomBrightness: ELEMENTWISE,
};

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
