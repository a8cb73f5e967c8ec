import { numberField, wrongField } from './fields.js';
import {
  type Call,
  type Further,
  type LayerClass,
  type LayerHandler,
  oneToOne,
} from './layer-class.js';
import { elements } from './shape.js';
import { noWeights } from './weights.js';
import { type LayerWork, work } from './work.js';

export interface DropoutConfig {
  /** Share of the inputs set to zero while training, from 0 to 1. */
  readonly rate: number;
}

function dropout(
  work: LayerHandler<DropoutConfig>,
  further: Further<DropoutConfig> = {},
): LayerClass<DropoutConfig> {
  return oneToOne({
    ...further,
    work,
    read: (keras) => {
      const rate = numberField(keras, 'rate', 0);
      if (rate >= 0 && rate <= 1) return { rate };
      throw wrongField(keras, 'rate', '0 to 1');
    },
    outputShape: (_config, input) => input,
  });
}

export const Dropout = dropout(dropoutWork, {
  tfjs: true,
  initialWeights: noWeights,
  forward: (x, { config }, input) => x.dropout(input, config.rate),
  word: {
    name: 'dropout',
    fields: { rate: 'rate' },
    required: ['rate'],
    bare: 'rate',
    rank: null,
    short: null,
  },
});
export const SpatialDropout1D = dropout(dropoutWork, { tfjs: true });
export const SpatialDropout2D = dropout(dropoutWork);
export const SpatialDropout3D = dropout(dropoutWork);
export const GaussianDropout = dropout(dropoutWork, { tfjs: true });

/** Dropped elements get the function's lower limit; then a factor and an offset keep the moments. */
export const AlphaDropout = dropout(
  (layer) => {
    if (layer.config.rate === 0) return work({});
    const count = elements(layer.outputShape);
    return work({ training: { dropout: count, multiply: count, add: count } });
  },
  { tfjs: true },
);

export interface GaussianNoiseConfig {
  readonly stddev: number;
}

/** Noise added while training. */
export const GaussianNoise = oneToOne<GaussianNoiseConfig>({
  tfjs: true,
  work: (layer) => {
    if (layer.config.stddev === 0) return work({});
    return work({ training: { noise: elements(layer.outputShape) } });
  },
  read: (keras) => ({ stddev: numberField(keras, 'stddev', 0) }),
  outputShape: (_config, input) => input,
});

/** One multiplication by the scaled mask per element; drawing the mask is not arithmetic on data. */
function dropoutWork(layer: Call<DropoutConfig>): LayerWork {
  if (layer.config.rate === 0) return work({});
  return work({ training: { dropout: elements(layer.outputShape) } });
}
