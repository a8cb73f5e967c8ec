/** Activation functions that a layer may apply, by Keras's names (aliases such as `swish` resolved). */
export const ACTIVATION_FUNCTIONS = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'hard_sigmoid',
  'softplus',
  'softsign',
  'exponential',
  'softmax',
] as const;
export type ActivationFunction = (typeof ACTIVATION_FUNCTIONS)[number];

/** What Keras and TensorFlow.js also call the functions above. */
const ALIASES: Readonly<Record<string, ActivationFunction>> = {
  swish: 'silu',
  hardSigmoid: 'hard_sigmoid',
  exp: 'exponential',
};

/** The function of that name, or null when there is none that we know. */
export function activationFunction(name: string): ActivationFunction | null {
  const resolved = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return ACTIVATION_FUNCTIONS.find((known) => known === resolved) ?? null;
}
