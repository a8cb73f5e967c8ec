import { choiceField, integerField, numberField } from '../keras/config.js';
import { oneToOne } from '../layer-class.js';
import { dataFormatField, imageOf, shapeOf, type DataFormat } from './image.js';
import { interpolationField, type UpSamplingConfig } from './reshape.js';

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
