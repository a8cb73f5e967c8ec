import { ACTIVATIONS } from '../elementary/activations.js';
import {
  aboutOptimizers,
  aboutWeightDecay,
  DEFAULT_OPTIMIZER,
  DEFAULT_WEIGHT_DECAY,
  OPTIMIZERS,
  type Optimizer,
} from '../elementary/optimizers.js';
import { counted } from '../text/values.js';
import { keysOf } from './table.js';

/** What the values of a hyper-parameter are. */
export type ValueForm =
  | { readonly type: 'choice'; readonly of: readonly [string, ...string[]] }
  /** A finite number: `above` and `below` are left out of its range, `from` is in it. */
  | { readonly type: 'number'; readonly above: number }
  | { readonly type: 'number'; readonly from: number; readonly below?: number }
  /** A whole number; `to` Number.MAX_SAFE_INTEGER is no end. */
  | { readonly type: 'whole'; readonly from: number; readonly to: number };

/** A hyper-parameter that a spec may give and the database has a column of. */
export interface HyperparameterRow {
  readonly form: ValueForm;
  /** Its value where a spec says nothing, which may be each optimizer's own. */
  readonly default: number | string | Readonly<Record<Optimizer, number>>;
  /** Of its column on the page, and in the terminal in lower case. */
  readonly label: string;
  /** How it stands in the name of a configuration, where configurations differ in it. */
  readonly inName: (value: number | string) => string;
  /** What the JSON Schema of specs says of it. */
  readonly about: string;
  /** Several of its values, as a spec lists them. */
  readonly example: string;
  /** What other tools call it, with spaces between. */
  readonly aliases: string;
  /** At this value it takes no part in the identity of a trial: it came later than released ids. */
  readonly unhashed?: number | string;
}

/** Those of training: every network has them. The order is that of columns, names and the grid. */
export const TRAINING_HYPERPARAMETERS = {
  optimizer: {
    form: { type: 'choice', of: OPTIMIZERS },
    default: DEFAULT_OPTIMIZER,
    label: 'Optimizer',
    inName: String,
    about: `Update rule; ${aboutOptimizers()}; all as Keras writes them.`,
    example: '[adam, sgd]',
    aliases: 'opt optim optimiser optimizer_name optimizer_type solver',
  },
  /** Step size of the optimizer. */
  learning_rate: {
    form: { type: 'number', above: 0 },
    default: 0.001,
    label: 'Learning rate',
    inName: (value) => `lr ${value}`,
    about: 'Step size of the optimizer.',
    example: '[0.001, 0.01]',
    aliases:
      'lr eta alpha base_lr init_lr initial_lr learning_rate_init initial_learning_rate learningrate step_size',
  },
  /** Each step shrinks every weight by learning_rate x weight_decay of itself (decoupled). */
  weight_decay: {
    form: { type: 'number', from: 0 },
    default: DEFAULT_WEIGHT_DECAY,
    label: 'Weight decay',
    inName: (value) => `decay ${value}`,
    about:
      'Each step also takes learning_rate x weight_decay of every weight (decoupled, as Keras does); ' +
      `${aboutWeightDecay()} and 0 for the others unless given.`,
    example: '[0, 0.01]',
    unhashed: 0,
    aliases:
      'wd weightdecay l2 l2_reg l2_regularization l2_lambda reg regularization regularizer kernel_regularizer',
  },
  /** Images per optimizer step; the last batch of an epoch may be shorter. */
  batch_size: {
    form: { type: 'whole', from: 1, to: Number.MAX_SAFE_INTEGER },
    default: 32,
    label: 'Batch size',
    inName: (value) => `batch ${value}`,
    about: 'Images per optimizer step; the last batch of an epoch may be shorter.',
    example: '[32, 128]',
    aliases:
      'bs batch batchsize mini_batch minibatch mini_batch_size minibatch_size train_batch_size per_device_train_batch_size',
  },
  /** Passes over the training images that are asked for. */
  epochs: {
    form: { type: 'whole', from: 1, to: 100_000 },
    default: 10,
    label: 'Epochs',
    inName: (value) => counted(Number(value), 'epoch'),
    about: 'Passes over the training images.',
    example: '[2, 10]',
    aliases:
      'epoch n_epoch n_epochs num_epoch num_epochs max_epochs nb_epoch nb_epochs num_train_epochs train_epochs training_epochs',
  },
} as const satisfies Readonly<Record<string, HyperparameterRow>>;

/** Those of an MLP, beside the widths of its hidden layers; other networks have theirs in layers. */
export const MLP_HYPERPARAMETERS = {
  /** Of the hidden layers; stored as `none` where no layer has one, `mixed` where they differ. */
  activation: {
    form: { type: 'choice', of: ACTIVATIONS },
    default: 'relu',
    label: 'Activation',
    inName: String,
    about: 'Activation of the hidden layers; relu unless given here or under model.',
    example: '[relu, tanh]',
    aliases:
      'act act_fn activation_fn activation_function activations hidden_activation nonlinearity non_linearity',
  },
  /** Share of each hidden layer's outputs that a training step sets to zero; 0 for other networks. */
  dropout: {
    form: { type: 'number', from: 0, below: 1 },
    default: 0,
    label: 'Dropout',
    inName: (value) => `dropout ${value}`,
    about:
      'Share of each hidden layer’s outputs that a training step sets to zero; the rest is scaled up.',
    example: '[0, 0.2]',
    aliases: 'dropout_rate drop_rate dropout_prob dropout_p drop drop_prob p_dropout dropouts',
  },
} as const satisfies Readonly<Record<string, HyperparameterRow>>;

export const HYPERPARAMETERS = { ...MLP_HYPERPARAMETERS, ...TRAINING_HYPERPARAMETERS } as const;

export type TrainingHyperparameter = keyof typeof TRAINING_HYPERPARAMETERS;
export type MlpHyperparameter = keyof typeof MLP_HYPERPARAMETERS;
export type Hyperparameter = keyof typeof HYPERPARAMETERS;

export const TRAINING_NAMES = keysOf(TRAINING_HYPERPARAMETERS);
export const MLP_NAMES = keysOf(MLP_HYPERPARAMETERS);
export const HYPERPARAMETER_NAMES: readonly Hyperparameter[] = [...MLP_NAMES, ...TRAINING_NAMES];

export function isTraining(name: string): name is TrainingHyperparameter {
  return Object.hasOwn(TRAINING_HYPERPARAMETERS, name);
}

export function isMlp(name: string): name is MlpHyperparameter {
  return Object.hasOwn(MLP_HYPERPARAMETERS, name);
}

type ValueOf<Form extends ValueForm> = Form extends { readonly of: readonly (infer Choice)[] }
  ? Choice
  : number;

/** How a network is trained, whatever its architecture. */
export type Hyperparameters = {
  readonly [Name in TrainingHyperparameter]: ValueOf<
    (typeof TRAINING_HYPERPARAMETERS)[Name]['form']
  >;
};

/** The value of one that a spec does not give, for the optimizer that it has. */
export function defaultOf(name: Hyperparameter, optimizer: Optimizer): number | string {
  const { default: usual }: HyperparameterRow = HYPERPARAMETERS[name];
  return typeof usual === 'object' ? usual[optimizer] : usual;
}

/** Whether its default depends on the optimizer. */
export function isLeftToOptimizer(name: string): boolean {
  return isTraining(name) && typeof HYPERPARAMETERS[name].default === 'object';
}

/** Whether its values are numbers, which a constraint can compare. */
export function isNumeric(name: Hyperparameter): boolean {
  return HYPERPARAMETERS[name].form.type !== 'choice';
}

/** Columns of a configuration: what it is, in rows of the views, CSV and JSON. */
export type ConfigurationColumns = {
  readonly family: string;
  /** `100-100`, or `none` for softmax regression. */
  readonly hidden: string;
} & {
  readonly [Name in Hyperparameter]: (typeof HYPERPARAMETERS)[Name]['form'] extends {
    readonly of: unknown;
  }
    ? string
    : number;
} & {
  /** JSON object of the parameters that only its model has, as `{"filters": 8}`. */
  readonly parameters: string;
};

/** Their names, in the order of the views. */
export const CONFIGURATION_COLUMNS: readonly (keyof ConfigurationColumns)[] = [
  'family',
  'hidden',
  ...HYPERPARAMETER_NAMES,
  'parameters',
];
