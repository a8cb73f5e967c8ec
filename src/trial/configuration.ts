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

/** A multilayer perceptron: flatten, one dense layer per entry of `hidden`, a softmax layer. */
export interface MlpModel {
  readonly family: 'mlp';
  /** Units per hidden layer; `[]` is softmax regression. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** Share of each hidden layer's outputs that a training step sets to zero, from 0 up to below 1. */
  readonly dropout: number;
}

export type Model = MlpModel;

/** How a network is trained, whatever its architecture. */
export interface Hyperparameters {
  readonly optimizer: Optimizer;
  readonly learning_rate: number;
  /** Each step shrinks every weight by learning_rate x weight_decay of itself (decoupled). */
  readonly weight_decay: number;
  /** Images per optimizer step; the last batch of an epoch may be shorter. */
  readonly batch_size: number;
  /** Passes over the training images. */
  readonly epochs: number;
}

/** One grid point without the seed. */
export interface Configuration extends Hyperparameters {
  /** Content hash of everything that decides the result except the seed (see identity.ts). */
  readonly id: string;
  readonly model: Model;
}

/** The activation as SQL and people see it: `none` where no layer has it. */
export function activationText({ hidden, activation }: MlpModel): string {
  return hidden.length === 0 ? 'none' : activation;
}

/** Writes hidden layers as SQL and people see them: `100-100`, or `none` for softmax regression. */
export function hiddenText(hidden: readonly number[]): string {
  return hidden.length === 0 ? 'none' : hidden.join('-');
}
