/** What Keras's optimizers and losses take unless told otherwise. */
export const MOMENTUM = 0.9;
export const BETA_1 = 0.9;
export const BETA_2 = 0.999;
/** Of RMSprop's mean of squares. */
export const RHO = 0.9;
export const EPSILON = 1e-7;

/** Probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken. */
export const CLIP = 1e-7;

/** Klambauer et al., "Self-normalizing neural networks", NIPS 2017. */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;
