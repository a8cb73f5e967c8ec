import { choiceField, integerField, numberField } from './fields.js';
import { type DataFormat, dataFormatField, imageOf, shapeOf } from './image.js';
import { type Call, type LayerHandler, type NoConfig, oneToOne } from './layer-class.js';
import { interpolationField, resized, type UpSamplingConfig } from './reshape.js';
import { elements } from './shape.js';
import { type LayerWork, work } from './work.js';

export interface RescalingConfig {
  readonly scale: number | null;
  readonly offset: number | null;
}

/** x scale + offset; null where there is one for each channel. */
export const RESCALING = oneToOne<RescalingConfig>({
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

export const RESIZING = oneToOne<ResizingConfig>({
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

/** CenterCrop, RandomCrop. */
export const CROP = oneToOne<CropConfig>({
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

export const CATEGORY_ENCODING = oneToOne<CategoryEncodingConfig>({
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
export const rescalingWork: LayerHandler<RescalingConfig> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ forward: { multiply: count, add: count } });
};

/** Zero where every feature of a step is the mask: a comparison and a multiplication each. */
export const maskingWork: LayerHandler<NoConfig> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ forward: { compare: count, multiply: count } });
};

/** A turned, moved or enlarged image is weighted from neighbours; only while training. */
export function transformationWork(layer: Call<NoConfig>): LayerWork {
  return work({ training: { resize_bilinear: elements(layer.outputShape) }, forward: {} });
}

export const randomBrightnessWork: LayerHandler<NoConfig> = (layer) =>
  work({ training: { add: elements(layer.outputShape) }, forward: {} });

/** (x - mean) factor + mean, after the mean. */
export const randomContrastWork: LayerHandler<NoConfig> = (layer) => {
  const count = elements(layer.outputShape);
  return work({ training: { add: 2n * count, subtract: count, multiply: count }, forward: {} });
};

export const resizingWork: LayerHandler<ResizingConfig> = (layer) =>
  work({ forward: resized(layer.config.interpolation, elements(layer.outputShape)) });
