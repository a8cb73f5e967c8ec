import type { Optimizer } from '../../trial/configuration.js';
import { MOMENTUM } from '../keras-constants.js';
import { GradientDescent, MomentumDescent } from './gradient-descent.js';
import { KerasAdam } from './keras-adam.js';
import type { KerasOptimizer, Rates } from './keras-optimizer.js';
import { KerasRmsprop } from './keras-rmsprop.js';

/** Makes an optimizer from its rates; everything else is Keras's default. */
export const OPTIMIZER_FACTORIES: Readonly<Record<Optimizer, (rates: Rates) => KerasOptimizer>> = {
  adam: (rates) => new KerasAdam(rates),
  /** Adam whose weights decay, as every rule's do where a decay is asked for. */
  adamw: (rates) => new KerasAdam(rates),
  sgd: (rates) => new GradientDescent(rates),
  momentum: (rates) => new MomentumDescent(rates, MOMENTUM),
  rmsprop: (rates) => new KerasRmsprop(rates),
};
