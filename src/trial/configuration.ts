/** Activations of hidden layers that every engine and the FLOPs tables know. */
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'linear'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Optimizers that a trainer and the FLOPs tables know; `momentum` is SGD with momentum 0.9. */
export const OPTIMIZERS = ['adam', 'sgd', 'momentum'] as const;
export type Optimizer = (typeof OPTIMIZERS)[number];

/** A multilayer perceptron: flatten, one dense layer per entry of `hidden`, a softmax layer. */
export interface MlpModel {
  readonly family: 'mlp';
  /** Units per hidden layer; `[]` is softmax regression. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

export type Model = MlpModel;

/** How a network is trained, whatever its architecture. */
export interface Hyperparameters {
  readonly optimizer: Optimizer;
  readonly learning_rate: number;
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
