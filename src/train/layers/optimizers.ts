import type { Optimizer } from '../../trial/configuration.js';
import { GradientDescent, MomentumDescent } from './gradient-descent.js';
import { KerasAdam } from './keras-adam.js';
import type { KerasOptimizer } from './keras-optimizer.js';

/** Makes an optimizer from its learning rate; everything else is Keras's default. */
export const OPTIMIZER_FACTORIES: Readonly<Record<Optimizer, (rate: number) => KerasOptimizer>> = {
  adam: (rate) => new KerasAdam(rate),
  sgd: (rate) => new GradientDescent(rate),
  momentum: (rate) => new MomentumDescent(rate, 0.9),
};
