import { numberField, wrongField } from '../keras/config.js';
import { oneToOne } from '../layer-class.js';

export interface DropoutConfig {
  /** Share of the inputs set to zero while training, from 0 to 1. */
  readonly rate: number;
}

/** Dropout, SpatialDropout1D to 3D, AlphaDropout, GaussianDropout. */
export const DROPOUT = oneToOne<DropoutConfig>({
  read: (keras) => {
    const rate = numberField(keras, 'rate', 0);
    if (rate >= 0 && rate <= 1) return { rate };
    throw wrongField(keras, 'rate', '0 to 1');
  },
  outputShape: (_config, input) => input,
});

export interface GaussianNoiseConfig {
  readonly stddev: number;
}

/** Noise added while training. */
export const GAUSSIAN_NOISE = oneToOne<GaussianNoiseConfig>({
  read: (keras) => ({ stddev: numberField(keras, 'stddev', 0) }),
  outputShape: (_config, input) => input,
});
