/** Activations of hidden layers that every engine and the FLOPs tables know. */
export const ACTIVATIONS = [
  'relu',
  'tanh',
  'sigmoid',
  'linear',
  'elu',
  'selu',
  'gelu',
  'swish',
  'softplus',
] as const;
export type Activation = (typeof ACTIVATIONS)[number];
