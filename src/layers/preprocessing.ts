import { choiceField, integerField, numberField } from './fields.js';
import { type DataFormat, dataFormatField, imageOf, shapeOf } from './image.js';
import { type Call, elementwise, type LayerClass, type NoConfig, oneToOne } from './layer-class.js';
import { interpolationField, resized, type UpSamplingConfig } from './reshape.js';
import { elements } from './shape.js';
import { type LayerWork, noWork, work } from './work.js';

export interface RescalingConfig {
  readonly scale: number | null;
  readonly offset: number | null;
}

/** x scale + offset; null where there is one for each channel. */
export const Rescaling = oneToOne<RescalingConfig>({
  tfjs: true,
  work: rescalingWork,
  read: (keras) => ({
    scale: Array.isArray(keras.fields['scale']) ? null : numberField(keras, 'scale', 1),
    offset: Array.isArray(keras.fields['offset']) ? null : numberField(keras, 'offset', 0),
  }),
  outputShape: (_config, input) => input,
});

export interface ResizingConfig {
  readonly height: number;
  readonly width: number;
  readonly interpolation: UpSamplingConfig['interpolation'];
  readonly data_format: DataFormat;
}

export const Resizing = oneToOne<ResizingConfig>({
  tfjs: true,
  work: resizingWork,
  read: (keras) => ({
    height: integerField(keras, 'height', 1),
    width: integerField(keras, 'width', 1),
    interpolation: interpolationField(keras, 'bilinear'),
    data_format: dataFormatField(keras),
  }),
  outputShape: ({ height, width, data_format: format }, input) =>
    shapeOf({ positions: [height, width], channels: imageOf(input, 2, format).channels }, format),
});

export interface CropConfig {
  readonly height: number;
  readonly width: number;
  readonly data_format: DataFormat;
}

const CROP = oneToOne<CropConfig>({
  work: noWork,
  read: (keras) => ({
    height: integerField(keras, 'height', 1),
    width: integerField(keras, 'width', 1),
    data_format: dataFormatField(keras),
  }),
  outputShape: ({ height, width, data_format: format }, input) =>
    shapeOf({ positions: [height, width], channels: imageOf(input, 2, format).channels }, format),
});

export interface CategoryEncodingConfig {
  readonly num_tokens: number;
  readonly output_mode: 'multi_hot' | 'one_hot' | 'count';
}

export const CategoryEncoding = oneToOne<CategoryEncodingConfig>({
  tfjs: true,
  work: noWork,
  read: (keras) => ({
    num_tokens: integerField(keras, 'num_tokens', 1),
    output_mode: choiceField(
      keras,
      'output_mode',
      ['multi_hot', 'one_hot', 'count'] as const,
      'multi_hot',
    ),
  }),
  outputShape: ({ num_tokens, output_mode }, input) =>
    output_mode === 'one_hot' && (input.at(-1) !== 1 || input.length === 0)
      ? [...input, num_tokens]
      : [...input.slice(0, -1), num_tokens],
});

/** x scale + offset. */
function rescalingWork(layer: Call<RescalingConfig>): LayerWork {
  const count = elements(layer.outputShape);
  return work({ forward: { multiply: count, add: count } });
}

/** A turned, moved or enlarged image is weighted from neighbours; only while training. */
export function transformationWork(layer: Call<NoConfig>): LayerWork {
  return work({ training: { resize_bilinear: elements(layer.outputShape) }, forward: {} });
}

function randomBrightnessWork(layer: Call<NoConfig>): LayerWork {
  return work({ training: { add: elements(layer.outputShape) }, forward: {} });
}

/** (x - mean) factor + mean, after the mean. */
function randomContrastWork(layer: Call<NoConfig>): LayerWork {
  const count = elements(layer.outputShape);
  return work({ training: { add: 2n * count, subtract: count, multiply: count }, forward: {} });
}

function resizingWork(layer: Call<ResizingConfig>): LayerWork {
  return work({ forward: resized(layer.config.interpolation, elements(layer.outputShape)) });
}

export const CenterCrop: LayerClass<CropConfig> = { ...CROP, tfjs: true };
export const RandomCrop = CROP;
export const RandomFlip = elementwise(noWork);
export const RandomTranslation = elementwise(transformationWork);
export const RandomRotation = elementwise(transformationWork);
export const RandomZoom = elementwise(transformationWork);
export const RandomWidth = elementwise(transformationWork, { tfjs: true });
export const RandomHeight = elementwise(transformationWork);
export const RandomContrast = elementwise(randomContrastWork);
export const RandomBrightness = elementwise(randomBrightnessWork);
