/** Optimizers that a trainer and the FLOPs tables know; `momentum` is SGD with momentum 0.9. */
export const OPTIMIZERS = ['adam', 'sgd', 'momentum', 'rmsprop', 'adamw'] as const;
export type Optimizer = (typeof OPTIMIZERS)[number];

/** What Keras's optimizers take unless told otherwise. */
export const DEFAULT_WEIGHT_DECAY: Readonly<Record<Optimizer, number>> = {
  adam: 0,
  sgd: 0,
  momentum: 0,
  rmsprop: 0,
  adamw: 0.004,
};
