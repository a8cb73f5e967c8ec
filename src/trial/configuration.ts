import {
  type ConfigurationColumns,
  type Hyperparameters,
  TRAINING_NAMES,
} from '../quantity/hyperparameters.js';
import { pick } from '../quantity/table.js';

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

/** Columns that the network of a configuration decides. */
export type NetworkColumns = Omit<ConfigurationColumns, keyof Hyperparameters>;

export function networkColumns(model: Model): NetworkColumns {
  const { family, hidden, activation, dropout, parameters } = model;
  return {
    family,
    hidden: hiddenText(hidden),
    activation,
    dropout,
    parameters: JSON.stringify(parameters),
  };
}

/** @param columns those of its network, which other configurations may share. */
export function configurationColumns(
  configuration: Configuration,
  columns: NetworkColumns = networkColumns(configuration.model),
): ConfigurationColumns {
  return { ...columns, ...pick(configuration, TRAINING_NAMES) };
}
