/** Images per forward pass of an evaluation; results do not depend on it but for the last bits. */
export const EVALUATION_BATCH = 500;

/** As in Keras, probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken. */
export const CLIP = 1e-7;
