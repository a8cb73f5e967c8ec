import { ELEMENTWISE, type LayerClass, type NoConfig } from './layer-class.js';
import { ACTIVATION, type ActivationConfig } from './layers/activation.js';
import {
  ADDITIVE_ATTENTION,
  ATTENTION,
  GROUPED_QUERY_ATTENTION,
  MULTI_HEAD_ATTENTION,
  type AttentionConfig,
  type MultiHeadAttentionConfig,
} from './layers/attention.js';
import { convolution, type ConvolutionConfig } from './layers/convolution.js';
import { convolutionalLstm, type ConvolutionalLstmConfig } from './layers/convolutional-lstm.js';
import { DENSE, type DenseConfig } from './layers/dense.js';
import {
  depthwiseConvolution,
  type DepthwiseConvolutionConfig,
} from './layers/depthwise-convolution.js';
import {
  DROPOUT,
  GAUSSIAN_NOISE,
  type DropoutConfig,
  type GaussianNoiseConfig,
} from './layers/dropout.js';
import { EINSUM_DENSE, type EinsumDenseConfig } from './layers/einsum-dense.js';
import { EMBEDDING, type EmbeddingConfig } from './layers/embedding.js';
import { FLATTEN } from './layers/flatten.js';
import { GLU, type GluConfig } from './layers/glu.js';
import { INPUT, type InputConfig } from './layers/input.js';
import {
  CONCATENATE,
  DOT,
  MERGE,
  type MergeConfig,
  type ConcatenateConfig,
  type DotConfig,
} from './layers/merge.js';
import {
  BATCH_NORMALIZATION,
  GROUP_NORMALIZATION,
  LAYER_NORMALIZATION,
  NORMALIZATION,
  RMS_NORMALIZATION,
  UNIT_NORMALIZATION,
  type FixedNormalizationConfig,
  type GroupNormalizationConfig,
  type NormalizationConfig,
  type RmsNormalizationConfig,
} from './layers/normalization.js';
import {
  adaptivePooling,
  globalPooling,
  pooling,
  type AdaptivePoolingConfig,
  type GlobalPoolingConfig,
  type PoolingConfig,
} from './layers/pooling.js';
import {
  CATEGORY_ENCODING,
  CROP,
  RESCALING,
  RESIZING,
  type CategoryEncodingConfig,
  type CropConfig,
  type RescalingConfig,
  type ResizingConfig,
} from './layers/preprocessing.js';
import { recurrent, RNN, type RecurrentConfig } from './layers/recurrent.js';
import {
  ELU,
  LEAKY_RELU,
  PRELU,
  RELU,
  THRESHOLDED_RELU,
  type EluConfig,
  type LeakyReluConfig,
  type PreluConfig,
  type ReluConfig,
  type ThresholdedReluConfig,
} from './layers/relu.js';
import {
  cropping,
  PERMUTE,
  REPEAT_VECTOR,
  RESHAPE,
  upSampling,
  zeroPadding,
  type BorderConfig,
  type PermuteConfig,
  type RepeatVectorConfig,
  type ReshapeConfig,
  type UpSamplingConfig,
} from './layers/reshape.js';
import {
  separableConvolution,
  type SeparableConvolutionConfig,
} from './layers/separable-convolution.js';
import { SOFTMAX, type SoftmaxConfig } from './layers/softmax.js';
import { CUSTOM_SCALE, LAYER_SCALE, type LayerScaleConfig } from './layers/scale.js';
import {
  transposedConvolution,
  type TransposedConvolutionConfig,
} from './layers/transposed-convolution.js';
import {
  BIDIRECTIONAL,
  TIME_DISTRIBUTED,
  type BidirectionalConfig,
  type TimeDistributedConfig,
} from './layers/wrapper.js';

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
