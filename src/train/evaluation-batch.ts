/** Images per forward pass of an evaluation; results do not depend on it but for the last bits. */
export const EVALUATION_BATCH = 500;
