import type { Optimizer } from '../elementary/optimizers.js';

/** A value that a parameter of a spec may have. */
export type Scalar = number | string | boolean;
export type ParameterValue = Scalar | readonly ParameterValue[];

/** What a person says of a network; the network itself is in the plan. */
export interface Model {
  /** `mlp`, or the name that the spec gives to a model of its own layers. */
  readonly family: string;
  /**
   * Units per hidden layer, `[]` is softmax regression; of a model of other layers, what stands for
   * each that has a size: `['conv8', 'pool', 84]`.
   */
  readonly hidden: readonly (number | string)[];
  /** Of the hidden layers; `none` where no layer has one, `mixed` where they differ. */
  readonly activation: string;
  /** An MLP's share of each hidden layer's outputs that a training step sets to zero; 0 for others. */
  readonly dropout: number;
  /** The parameters that only this model has, by their names in the spec. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

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

/** Writes hidden layers as SQL and people see them: `100-100`, or `none` for softmax regression. */
export function hiddenText(hidden: Model['hidden']): string {
  return hidden.length === 0 ? 'none' : hidden.join('-');
}
