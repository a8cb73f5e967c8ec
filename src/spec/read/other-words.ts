import { HYPERPARAMETER_NAMES, HYPERPARAMETERS } from '../../quantity/hyperparameters.js';
import * as say from './messages.js';
import type { Path } from '../spec-error.js';
import { KNOWN_PARAMETERS } from '../schema/parameters.js';
import {
  count,
  countOfSeeds,
  dataset,
  deviceOf,
  group,
  hidden,
  inSection,
  isAt,
  layers,
  loss,
  method,
  metrics,
  momentum,
  objectives,
  parameter,
  parametersInstead,
  parametersOf,
  renamed,
  said,
  seeds,
  time,
  top,
  widthOfOne,
  workersOf,
  type Answer,
  type Said,
  type StrangeKey,
} from './other-answers.js';
import { formOf } from './other-values.js';

/** Other names of our parameters. */
const PARAMETER_WORDS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...HYPERPARAMETER_NAMES.map((name) => naming(name, HYPERPARAMETERS[name].aliases)),
) as Record<string, string>;

const WIDTHS = words(
  'units n_units num_units neurons n_neurons num_neurons width widths hidden_units hidden_size hidden_sizes hidden_dim hidden_dims hidden_layer_size hidden_layer_sizes hidden_layer_units layer_size layer_sizes layer_width fc_layer_size fc_size dense_units dense_size nodes n_nodes num_nodes hidden_nodes n_hidden num_hidden n_hidden_units num_hidden_units',
);
const DEPTHS = words(
  'num_layers n_layers nb_layers number_of_layers depth n_hidden_layers num_hidden_layers num_dense_layers n_dense_layers layer_count layers hidden_layers',
);
const isWidth = (key: string): boolean => WIDTHS.includes(wordOf(key));
const isDepth = (key: string): boolean => DEPTHS.includes(wordOf(key));
const widthOrDepth = hidden(isDepth, isWidth);

/** What is said of the words of W&B, Optuna, Keras Tuner, Hydra and Ray Tune: the one table. */
const TABLE: Readonly<Record<string, Answer>> = {
  ...Object.fromEntries(
    Object.entries(PARAMETER_WORDS).map(([word, own]) => [word, parameter(own)] as const),
  ),
  ...rows(widthOrDepth, [...WIDTHS, ...DEPTHS].join(' ')),
  ...rows(layers(widthOrDepth), 'layers hidden_layers'),

  // Keys of the top level.
  ...rows(seeds, 'seed random_seed random_state manual_seed np_seed torch_seed tf_seed rng_seed'),
  ...rows(
    countOfSeeds,
    'n_seeds num_seeds seed_count executions_per_trial repeats n_repeats num_repeats repetitions n_repetitions num_repetitions replicates n_replicates',
  ),
  ...rows(
    parametersInstead,
    'parameters hyperparameters hyperparameter hyper_parameters hparams hps params param_space parameter_space search_space space config configs config_space param_grid param_distributions',
  ),
  ...rows(
    top('name', asWritten),
    'study_name sweep_name experiment_name experiment run_name study title',
  ),
  ...rows(objectives, 'metric monitor objective direction directions goal mode optimize'),
  ...rows(metrics, 'metrics'),
  ...rows(
    count,
    'count trials n_trials num_trials max_trials n_iter num_samples n_samples num_runs n_runs max_runs max_evals',
  ),
  ...rows(
    method,
    'sampler search_alg search_algorithm algorithm strategy search_method search tuner oracle',
  ),
  ...rows(
    dataset,
    'data dataset_name dataset_path data_path data_dir datadir data_root dataset_dir train_data training_data data_set',
  ),
  ...rows(
    inSection('dataset', 'limit', asWritten),
    'n_train num_train train_size train_images subset num_examples max_samples',
  ),
  ...rows(
    said(say.splitIsCounted()),
    'val_split validation_split valid_split train_split test_split test_size val_size validation_size',
  ),
  ...rows(
    said(say.commentInstead()),
    'description notes note comment tags tag group version author',
  ),

  // How it is run.
  ...rows(
    inSection('run', 'workers', workersOf),
    'n_jobs num_jobs jobs parallel parallelism n_parallel max_parallel max_concurrent max_concurrent_trials concurrency num_workers n_workers processes',
  ),
  ...rows(inSection('run', 'device', deviceOf), 'accelerator cuda use_gpu use_cuda gpu'),
  ...rows(
    said(say.resourcesOfRun()),
    'resources resources_per_trial num_gpus n_gpus num_cpus n_cpus cpus gpus_per_trial cpus_per_trial',
  ),
  ...rows(time, 'time_budget time_budget_s time_limit max_time max_duration duration max_runtime'),
  ...rows(inSection('run', 'retries', asWritten), 'max_retries max_failures n_retries'),
  ...rows(
    inSection('run', 'save', (save) => (save === false ? 'none' : 'all')),
    'save_model save_models save_best save_best_only checkpoint checkpoints save_checkpoints model_checkpoint',
  ),
  ...rows(
    said(say.databaseOption()),
    'storage db database log_dir logdir output_dir results_dir out_dir save_dir local_dir checkpoint_dir',
  ),

  // What there is not, and what to do instead.
  ...rows(
    said(say.stopsNoTrialEarly()),
    'early_stopping early_stop early_terminate earlystopping patience min_delta pruner pruning hyperband asha successive_halving max_t grace_period reduction_factor restore_best_weights',
  ),
  ...rows(
    said(say.constantRate()),
    'lr_schedule lr_scheduler learning_rate_schedule schedule scheduler lr_decay learning_rate_decay decay gamma warmup warmup_steps warmup_epochs warmup_ratio decay_steps reduce_lr_on_plateau',
  ),
  ...rows(
    said(say.everyImageAlike()),
    'class_weight class_weights sample_weight sample_weights pos_weight',
  ),
  ...rows(loss, 'loss loss_fn loss_function criterion'),
  ...rows(
    said(say.stepsAreEpochs()),
    'steps max_steps num_steps n_steps iterations max_iter max_iterations num_iterations steps_per_epoch',
  ),
  ...rows(momentum, 'momentum'),
  ...rows(
    said(say.usualSettings()),
    'nesterov beta_1 beta_2 beta1 beta2 betas rho epsilon eps amsgrad clipnorm clipvalue clip_norm grad_clip gradient_clip gradient_clip_val max_grad_norm',
  ),
  ...rows(said(say.noL1()), 'l1 l1_reg l1_regularization'),
  ...rows(
    said(say.glorotUniform()),
    'kernel_initializer initializer init weight_init weight_initializer bias_initializer initialization',
  ),
  ...rows(said(say.noCallbacks()), 'callbacks callback logger loggers tensorboard hooks'),
  ...rows(
    said(say.oneFile()),
    'defaults include_files imports override overrides base_config extends',
  ),
  ...rows(
    said(say.sweeperInstead()),
    'hydra sweeper launcher multirun sweep sweep_config tune_config tune',
  ),
  ...rows(
    said(say.networkInstead()),
    'model_type model_name model_class arch architecture network net backbone estimator',
  ),
  ...rows(
    said(say.convolutionLayers()),
    'filters n_filters num_filters kernel_size kernel conv conv_layers conv_filters channels n_channels',
  ),
  ...rows(
    said(say.onlyInLayers('{dense: 32}, batch_normalization')),
    'batch_norm batchnorm batch_normalization use_batch_norm use_bn bn',
  ),
  ...rows(
    said(say.onlyInLayers('{dense: 32}, layer_normalization')),
    'layer_norm layernorm layer_normalization',
  ),
  ...rows(said(say.onlyInLayers('{dense: {units: 32, use_bias: false}}')), 'use_bias bias'),
  ...rows(
    said(say.noAugmentation()),
    'augmentation augment data_augmentation transform transforms normalize normalization preprocessing',
  ),
  ...rows(said(say.orderOfData()), 'shuffle shuffle_buffer'),
  ...rows(said(say.noFolds()), 'folds n_folds k_folds kfold k_fold cv n_splits cross_validation'),
  ...rows(said(say.classifiesImages()), 'task problem_type'),
  ...rows(said(say.nameInsteadOfProject()), 'project project_name'),

  // Nothing is meant by these that is not so anyway.
  ...rows(
    said(say.shapesOfData()),
    'input_shape input_dim input_size image_size img_size output_dim output_size num_classes n_classes classes in_features out_features',
  ),
  ...rows(
    said(say.trainsItself()),
    'program command script entrypoint entry_point trainable controller job image_uri _target_ _partial_',
  ),
  ...rows(said(say.noServer()), 'entity username team'),
  ...rows(said(say.saidOnTerminal()), 'verbose verbosity log_level'),
  ...rows(said(say.compileOption()), 'compile compilation jit_compile xla'),
};

/** Words within a parameter: `{min_value: 8, max_value: 64}`. */
const WITHIN_PARAMETER: Readonly<Record<string, string>> = {
  ...naming('min', 'low lower min_value minimum start'),
  ...naming('max', 'high upper max_value maximum stop end'),
  ...naming('q', 'step'),
  ...naming('mu', 'mean'),
  ...naming('sigma', 'std stddev sd'),
  ...naming('values', 'choices choice options grid_search grid list categories'),
  ...naming('value', 'default fixed constant name class_name type'),
  ...naming('probabilities', 'weights probs p'),
  ...naming('when', 'if condition conditions'),
  ...naming('otherwise', 'else'),
};

/** Of a number, what says its distribution, or that it is drawn by its logarithm. */
const KINDS = ['type', 'dist', 'prior'];
const LOGARITHMIC = ['log', 'sampling', 'scale'];

/** Words of a model besides. */
const WITHIN_MODEL = naming('family', 'type name kind class label');

/** Where keys stand that people look for elsewhere. */
const PLACES: Readonly<Record<string, Answer>> = {
  ...Object.fromEntries(
    words(
      'name dataset model method run_cap search_seed zip exclude include seeds data_seed constraints flops run objectives',
    ).map((key) => [key, top(key, asWritten)]),
  ),
  ...Object.fromEntries(
    KNOWN_PARAMETERS.map((key) => [key, parameter(key, key === 'hidden' ? asWritten : formOf)]),
  ),
  ...Object.fromEntries(
    words('order workers device gpus timeout retries fuse save').map((key) => [
      key,
      inSection('run', key, asWritten),
    ]),
  ),
  ...Object.fromEntries(
    words('limit validation test').map((key) => [key, inSection('dataset', key, asWritten)]),
  ),
  convention: inSection('flops', 'convention', asWritten),
  coefficients: inSection('flops', 'coefficients', asWritten),
  family: inSection('model', 'family', asWritten),
};

/** Every word of other tools that has an answer. */
export const OTHER_WORDS: readonly string[] = Object.keys(TABLE);

/** What is said of a key that other tools have, or that has its place elsewhere; null of any other. */
export function answerToKey(asked: StrangeKey): Said | null {
  const { within, key, value, known } = asked;
  const [first] = within;
  if (within.includes('layers') || first === 'flops') return null;
  const word = wordOf(key);
  const short = nameWithin(asked, word);
  if (short !== null) return renamed(asked, short, value);
  if (isParameter(within) && LOGARITHMIC.includes(word) && known.includes('min')) {
    return said(say.drawnLogarithmically())(asked);
  }
  // Another way to write a key that may stand there, as `learning-rate`.
  if (word !== key && known.includes(word)) return renamed(asked, word, formOf(value));
  if (first === 'exclude' || first === 'include') {
    const own = parameterOf(word);
    return own !== null && known.includes(own) ? renamed(asked, own, value) : null;
  }
  if (Object.hasOwn(TABLE, word)) return TABLE[word]?.(asked) ?? null;
  const one = WIDTH_OF_ONE.exec(word)?.[0];
  if (one !== undefined) return widthOfOne((name) => WIDTH_OF_ONE.test(wordOf(name)))(asked);
  // Of a spec of layers: an MLP's parameter, of which the list of keys says enough.
  if (KNOWN_PARAMETERS.includes(word) && isAt(within, parametersOf(within))) return null;
  if (Object.hasOwn(PLACES, word)) return PLACES[word]?.(asked) ?? null;
  return group(asked, parameterOf);
}

/** `units_1`, Optuna's `n_units_l0`, `layer_2_size`, `fc1`. */
const WIDTH_OF_ONE =
  /^((n_|num_)?(units|neurons|nodes|width|hidden|layer|fc|dense)(_units|_size|_layer|_width)?)_?l?\d+(_(units|size|width|neurons))?$/;

/** What a word means in a parameter, in `hidden`, or in a model. */
function nameWithin({ within, known }: StrangeKey, word: string): string | null {
  const inParameter = isParameter(within);
  if (inParameter && KINDS.includes(word) && known.includes('min')) return 'distribution';
  if (inParameter && known.includes('width')) {
    if (WIDTHS.includes(word) || word === 'size') return word === 'width' ? null : 'width';
    if (DEPTHS.includes(word)) return word === 'depth' ? null : 'depth';
  }
  const own = inParameter
    ? WITHIN_PARAMETER[word]
    : within[0] === 'model' && !within.includes('parameters')
      ? WITHIN_MODEL[word]
      : undefined;
  return own !== undefined && known.includes(own) ? own : null;
}

/** A parameter's own mapping, or that of the depth or width of `hidden`. */
function isParameter(within: Path): boolean {
  return within.at(-2) === 'parameters' || within.at(-2) === 'hidden';
}

/** Our parameter that a key names, by its own name or another's; null where it names none. */
function parameterOf(key: string): string | null {
  const word = wordOf(key);
  if (KNOWN_PARAMETERS.includes(word)) return word;
  if (Object.hasOwn(PARAMETER_WORDS, word)) return PARAMETER_WORDS[word] ?? null;
  return WIDTHS.includes(word) ? 'hidden' : null;
}

/** `learningRate`, `learning-rate`, `model.lr` and `+optimizer/lr` as the table writes words. */
export function wordOf(key: string): string {
  const parts = key
    .slice(0, 100)
    .split(/[./:@]/)
    .filter((part) => part !== '');
  return (parts.at(-1) ?? key)
    .replace(/^[+~-]+/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
}

/** The methods of others that we lack, or call otherwise. */
const METHODS: Readonly<Record<string, string>> = {
  bayes: say.noBayesianSearch(),
  bayesian: say.noBayesianSearch(),
  bayesopt: say.noBayesianSearch(),
  tpe: say.noBayesianSearch(),
  gp: say.noBayesianSearch(),
  cmaes: say.noBayesianSearch(),
  optuna: say.noBayesianSearch(),
  hyperopt: say.noBayesianSearch(),
  custom: say.noCustomSearch(),
  hyperband: say.noStoppingSearch(),
  asha: say.noStoppingSearch(),
  bohb: say.noStoppingSearch(),
  pbt: say.noStoppingSearch(),
  grid_search: say.writeLine('method: grid'),
  random_search: say.writeLine('method: random'),
};

/** The answer to a method that is not ours but is well known, or null. */
export function answerToMethod(written: string): string | null {
  const word = wordOf(written);
  return Object.hasOwn(METHODS, word) ? (METHODS[word] ?? null) : null;
}

function asWritten(value: unknown): unknown {
  return value;
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

function rows(answer: Answer, text: string): Readonly<Record<string, Answer>> {
  return Object.fromEntries(words(text).map((word) => [word, answer]));
}

function naming(own: string, text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words(text).map((word) => [word, own]));
}
