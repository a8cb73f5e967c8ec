/** As in Keras, probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken. */
export const CLIP = 1e-7;
