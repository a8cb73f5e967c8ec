import { uncountedLayer } from './messages.js';
import type { InnerLayer } from '../model/layer-class.js';
import { isLayerClass, type LayerClassName } from '../model/layer-classes.js';
import { innerNetwork, INNER_NETWORK, type Layer } from '../model/network.js';
import type { Shape } from '../model/shape.js';
import {
  activationWork,
  eluWork,
  gluWork,
  leakyReluWork,
  preluWork,
  reluWork,
  softmaxWork,
  thresholdedReluWork,
} from './layers/activation.js';
import { attentionWork, multiHeadAttentionWork } from './layers/attention.js';
import {
  convolutionWork,
  depthwiseConvolutionWork,
  separableConvolutionWork,
  transposedConvolutionWork,
} from './layers/convolution.js';
import { denseWork, einsumDenseWork, embeddingWork } from './layers/dense.js';
import { alphaDropoutWork, dropoutWork, gaussianNoiseWork } from './layers/dropout.js';
import { customScaleWork, dotWork, layerScaleWork, mergeWork } from './layers/merge.js';
import {
  batchNormalizationWork,
  groupNormalizationWork,
  layerNormalizationWork,
  normalizationWork,
  rmsNormalizationWork,
  unitNormalizationWork,
} from './layers/normalization.js';
import {
  adaptivePoolingWork,
  averagePoolingWork,
  globalAveragePoolingWork,
  globalMaxPoolingWork,
  maxPoolingWork,
} from './layers/pooling.js';
import {
  maskingWork,
  randomBrightnessWork,
  randomContrastWork,
  rescalingWork,
  transformationWork,
} from './layers/preprocessing.js';
import { convolutionalLstmWork, recurrentWork } from './layers/recurrent.js';
import { noWork, resizingWork, upSamplingWork } from './layers/reshape.js';
import { bidirectionalWork, timeDistributedWork } from './layers/wrapper.js';
import { innerWork } from './inner-work.js';
import type { LayerHandler, LayerWork } from './work.js';
import { ExplainedError } from '../text/explained-error.js';

/** A new class of layers is one file in layers/ and a line here; the compiler asks for both. */
const HANDLERS: { readonly [C in LayerClassName]: LayerHandler<C> } = {
  InputLayer: noWork,
  Identity: noWork,
  Masking: maskingWork,
  ActivityRegularization: noWork,
  LayerScale: layerScaleWork,
  CustomScaleLayer: customScaleWork,

  Dense: denseWork,
  EinsumDense: einsumDenseWork,
  Embedding: embeddingWork,

  Conv1D: convolutionWork,
  Conv2D: convolutionWork,
  Conv3D: convolutionWork,
  DepthwiseConv1D: depthwiseConvolutionWork,
  DepthwiseConv2D: depthwiseConvolutionWork,
  SeparableConv1D: separableConvolutionWork,
  SeparableConv2D: separableConvolutionWork,
  Conv1DTranspose: transposedConvolutionWork,
  Conv2DTranspose: transposedConvolutionWork,
  Conv3DTranspose: transposedConvolutionWork,

  MaxPooling1D: maxPoolingWork,
  MaxPooling2D: maxPoolingWork,
  MaxPooling3D: maxPoolingWork,
  AveragePooling1D: averagePoolingWork,
  AveragePooling2D: averagePoolingWork,
  AveragePooling3D: averagePoolingWork,
  GlobalMaxPooling1D: globalMaxPoolingWork,
  GlobalMaxPooling2D: globalMaxPoolingWork,
  GlobalMaxPooling3D: globalMaxPoolingWork,
  GlobalAveragePooling1D: globalAveragePoolingWork,
  GlobalAveragePooling2D: globalAveragePoolingWork,
  GlobalAveragePooling3D: globalAveragePoolingWork,
  AdaptiveMaxPooling1D: adaptivePoolingWork,
  AdaptiveMaxPooling2D: adaptivePoolingWork,
  AdaptiveMaxPooling3D: adaptivePoolingWork,
  AdaptiveAveragePooling1D: adaptivePoolingWork,
  AdaptiveAveragePooling2D: adaptivePoolingWork,
  AdaptiveAveragePooling3D: adaptivePoolingWork,

  Activation: activationWork,
  ReLU: reluWork,
  LeakyReLU: leakyReluWork,
  PReLU: preluWork,
  ELU: eluWork,
  ThresholdedReLU: thresholdedReluWork,
  Softmax: softmaxWork,
  Glu: gluWork,

  BatchNormalization: batchNormalizationWork,
  LayerNormalization: layerNormalizationWork,
  GroupNormalization: groupNormalizationWork,
  RMSNormalization: rmsNormalizationWork,
  UnitNormalization: unitNormalizationWork,

  Dropout: dropoutWork,
  SpatialDropout1D: dropoutWork,
  SpatialDropout2D: dropoutWork,
  SpatialDropout3D: dropoutWork,
  AlphaDropout: alphaDropoutWork,
  GaussianDropout: dropoutWork,
  GaussianNoise: gaussianNoiseWork,

  Add: mergeWork,
  Subtract: mergeWork,
  Multiply: mergeWork,
  Divide: mergeWork,
  Average: mergeWork,
  Maximum: mergeWork,
  Minimum: mergeWork,
  Power: mergeWork,
  Concatenate: noWork,
  Dot: dotWork,

  Flatten: noWork,
  Reshape: noWork,
  Permute: noWork,
  RepeatVector: noWork,
  ZeroPadding1D: noWork,
  ZeroPadding2D: noWork,
  ZeroPadding3D: noWork,
  Cropping1D: noWork,
  Cropping2D: noWork,
  Cropping3D: noWork,
  UpSampling1D: upSamplingWork,
  UpSampling2D: upSamplingWork,
  UpSampling3D: upSamplingWork,

  SimpleRNN: recurrentWork,
  GRU: recurrentWork,
  LSTM: recurrentWork,
  RNN: recurrentWork,
  ConvLSTM1D: convolutionalLstmWork,
  ConvLSTM2D: convolutionalLstmWork,
  ConvLSTM3D: convolutionalLstmWork,
  Bidirectional: bidirectionalWork,
  TimeDistributed: timeDistributedWork,

  Attention: attentionWork,
  AdditiveAttention: attentionWork,
  MultiHeadAttention: multiHeadAttentionWork,
  GroupQueryAttention: multiHeadAttentionWork,

  Rescaling: rescalingWork,
  Normalization: normalizationWork,
  Resizing: resizingWork,
  CenterCrop: noWork,
  CategoryEncoding: noWork,
  RandomCrop: noWork,
  RandomFlip: noWork,
  RandomTranslation: transformationWork,
  RandomRotation: transformationWork,
  RandomZoom: transformationWork,
  RandomWidth: transformationWork,
  RandomHeight: transformationWork,
  RandomContrast: randomContrastWork,
  RandomBrightness: randomBrightnessWork,
};

/** What the layer computes on one sample; a class without a handler is an error, never 0. */
export function workOf(layer: Layer): LayerWork {
  if (!isLayerClass(layer.class)) throw new UncountedLayerError(layer);
  return dispatch(layer);
}

function dispatch(layer: Layer): LayerWork;
function dispatch<C extends LayerClassName>(layer: Layer<C>): LayerWork {
  return HANDLERS[layer.class as C](layer, workOfInner);
}

function workOfInner(inner: InnerLayer, inputs: readonly Shape[]): LayerWork {
  const network = innerNetwork(inner, inputs);
  const [only] = network.layers;
  return only !== undefined && inner.class !== INNER_NETWORK
    ? workOf(only)
    : innerWork(network, workOf);
}

/** A layer whose FLOPs nobody has written down. */
export class UncountedLayerError extends ExplainedError {
  override readonly name = 'UncountedLayerError';
  readonly blame = 'input';

  constructor(layer: { readonly name: string; readonly class: string }) {
    super(uncountedLayer(layer.name, layer.class));
  }
}
