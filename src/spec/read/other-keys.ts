import {
  commentInstead,
  compileOption,
  layersOfModel,
  nameInsteadOfProject,
  noBayesianSearch,
  noCustomSearch,
  noParametersWithin,
  noServer,
  objectivesInstead,
  stopsNoTrialEarly,
  trainsItself,
} from '../../messages/spec/other-keys.js';
import { pathText, type Path } from '../position.js';

/** Keys of W&B sweeps that have no place here, and what a user who wrote one should do. */
const OF_WANDB: Readonly<Record<string, string>> = {
  early_terminate: stopsNoTrialEarly(),
  program: trainsItself(),
  command: trainsItself(),
  controller: trainsItself(),
  job: trainsItself(),
  image_uri: trainsItself(),
  project: nameInsteadOfProject(),
  entity: noServer(),
  metric: objectivesInstead(),
  description: commentInstead(),
};

/** What is said on the command line. */
const OF_COMMANDS: Readonly<Record<string, string>> = {
  'run.compile': compileOption(),
};

/** The methods of W&B that we lack. */
const METHODS: Readonly<Record<string, string>> = {
  bayes: noBayesianSearch(),
  custom: noCustomSearch(),
};

/** The answer to a key that is not ours but is well known, or null. */
export function answerToKey(path: Path, key: string): string | null {
  const whole = pathText([...path, key]);
  const answers = path.length === 0 ? { ...OF_WANDB, ...OF_COMMANDS } : OF_COMMANDS;
  if (Object.hasOwn(answers, whole)) return answers[whole] ?? null;
  if (key === 'layers' && (path.length === 0 || whole === 'parameters.layers')) {
    return layersOfModel();
  }
  return path[0] === 'parameters' && key === 'parameters' ? noParametersWithin() : null;
}

/** Other libraries' names of our parameters. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  lr: 'learning_rate',
  eta: 'learning_rate',
  units: 'hidden',
  neurons: 'hidden',
  hidden_units: 'hidden',
  hidden_size: 'hidden',
  fc_layer_size: 'hidden',
  batch: 'batch_size',
  bs: 'batch_size',
  max_epochs: 'epochs',
  num_epochs: 'epochs',
  n_epochs: 'epochs',
  wd: 'weight_decay',
  l2: 'weight_decay',
  solver: 'optimizer',
  nonlinearity: 'activation',
};

/** Our name of what another library calls so, where it is one of those that are known here. */
export function ourNameOf(key: string, known: readonly string[]): string | null {
  const own = Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : undefined;
  return own !== undefined && known.includes(own) ? own : null;
}

/** The answer to a method that is not ours but is well known, or null. */
export function answerToMethod(method: string): string | null {
  return Object.hasOwn(METHODS, method) ? (METHODS[method] ?? null) : null;
}
