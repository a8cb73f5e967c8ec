/** Activation functions that a layer may apply, by Keras's names (aliases such as `swish` resolved). */
export const ACTIVATION_FUNCTIONS = [
  'linear',
  'relu',
  'relu6',
  'leaky_relu',
  'prelu',
  'elu',
  'celu',
  'selu',
  'gelu',
  'silu',
  'mish',
  'tanh',
  'tanh_shrink',
  'hard_tanh',
  'sigmoid',
  'log_sigmoid',
  'hard_sigmoid',
  'hard_silu',
  'softplus',
  'softsign',
  'soft_shrink',
  'hard_shrink',
  'squareplus',
  'sparse_plus',
  'sparse_sigmoid',
  'threshold',
  'exponential',
  'softmax',
  'log_softmax',
  'sparsemax',
] as const;
export type ActivationFunction = (typeof ACTIVATION_FUNCTIONS)[number];

/** What Keras and TensorFlow.js also call the functions above. */
const ALIASES: Readonly<Record<string, ActivationFunction>> = {
  swish: 'silu',
  hardswish: 'hard_silu',
  exp: 'exponential',
  gelunew: 'gelu',
};

const BY_WORD: ReadonlyMap<string, ActivationFunction> = new Map([
  ...ACTIVATION_FUNCTIONS.map((name) => [wordOf(name), name] as const),
  ...Object.entries(ALIASES),
]);

/**
 * The function of that name, or null when there is none that we know. TensorFlow.js writes
 * `hardSigmoid`, Keras's layers are called `LeakyReLU`: case and underscores do not matter.
 */
export function activationFunction(name: string): ActivationFunction | null {
  return BY_WORD.get(wordOf(name)) ?? null;
}

function wordOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
