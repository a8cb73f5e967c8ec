import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.js';
import { OTHER_WORDS } from '../../../src/spec/read/other-words.js';
import { problemsOf } from '../problems-of.js';

const HEAD = 'name: a\ndataset: mnist\n';

/** All that is said of a small spec with these lines under parameters, or at the top. */
const ofParameters = (lines: string): readonly string[] =>
  problemsOf(() => parseSpec(`${HEAD}parameters:\n  hidden: [16]\n  ${lines}\n`, 'a.yaml'));
const ofTop = (lines: string): readonly string[] =>
  problemsOf(() => parseSpec(`${HEAD}parameters: { hidden: [16] }\n${lines}\n`, 'a.yaml'));
const ofSpec = (text: string): readonly string[] =>
  problemsOf(() => parseSpec(`${HEAD}${text}\n`, 'a.yaml'));

const OBJECTIVES =
  'objectives: [{name: val_accuracy, goal: maximize}, {name: flops, goal: minimize}]';

/** Words, a value that people give them, and what is said of both; first under parameters, then at the top. */
const UNDER_PARAMETERS: readonly (readonly [words: string, value: string, answer: string])[] = [
  [
    'lr eta alpha base_lr init_lr initial_lr learning_rate_init initial_learning_rate learningrate step_size',
    '{ values: [0.1, 0.2] }',
    'did you mean learning_rate? write learning_rate: {values: [0.1, 0.2]}',
  ],
  [
    'bs batch batchsize mini_batch minibatch mini_batch_size minibatch_size train_batch_size per_device_train_batch_size',
    '64',
    'did you mean batch_size? write batch_size: 64',
  ],
  [
    'epoch n_epoch n_epochs num_epoch num_epochs max_epochs nb_epoch nb_epochs num_train_epochs train_epochs training_epochs',
    '3',
    'did you mean epochs? write epochs: 3',
  ],
  [
    'wd weightdecay l2 l2_reg l2_regularization l2_lambda reg regularization regularizer kernel_regularizer',
    '[0, 0.01]',
    'did you mean weight_decay? write weight_decay: {values: [0, 0.01]}',
  ],
  [
    'dropout_rate drop_rate dropout_prob dropout_p drop drop_prob p_dropout dropouts',
    '0.2',
    'did you mean dropout? write dropout: 0.2',
  ],
  ['opt optim optimiser optimizer_name optimizer_type solver', 'sgd', 'write optimizer: sgd'],
  [
    'act act_fn activation_fn activation_function activations hidden_activation nonlinearity non_linearity',
    '{ values: [relu, tanh] }',
    'did you mean activation? write activation: {values: [relu, tanh]}',
  ],
  [
    'units n_units num_units neurons n_neurons num_neurons width widths hidden_units hidden_size hidden_sizes hidden_dim hidden_dims hidden_layer_size hidden_layer_sizes hidden_layer_units layer_size layer_sizes layer_width fc_layer_size fc_size dense_units dense_size nodes n_nodes num_nodes hidden_nodes n_hidden num_hidden n_hidden_units num_hidden_units',
    '{ values: [16, 32] }',
    'did you mean hidden? write hidden: {depth: 1, width: [16, 32]}',
  ],
  [
    'num_layers n_layers nb_layers number_of_layers depth n_hidden_layers num_hidden_layers num_dense_layers n_dense_layers layer_count layers hidden_layers',
    '{ values: [1, 3] }',
    'did you mean hidden? write hidden: {depth: [1, 3], width: [16, 32]}',
  ],
  [
    'seed random_seed random_state manual_seed np_seed torch_seed tf_seed rng_seed',
    '{ values: [1, 2, 3] }',
    'seeds belong at the top level: seeds: [1, 2, 3]',
  ],
  [
    'n_seeds num_seeds seed_count executions_per_trial repeats n_repeats num_repeats repetitions n_repetitions num_repetitions replicates n_replicates',
    '3',
    'seeds belong at the top level: seeds: [0, 1, 2]',
  ],
  [
    'parameters hyperparameters hyperparameter hyper_parameters hparams hps params param_space parameter_space search_space space config configs config_space param_grid param_distributions',
    '{ a: 1 }',
    'write each under parameters, and $name in a layer',
  ],
  ['momentum', '0.9', 'write optimizer: momentum under parameters'],
  [
    'nesterov beta_1 beta_2 beta1 beta2 betas rho epsilon eps amsgrad clipnorm clipvalue clip_norm grad_clip gradient_clip gradient_clip_val max_grad_norm',
    '1',
    'not supported: optimizers have the default settings of Keras',
  ],
  ['l1 l1_reg l1_regularization', '0.1', 'not supported; the closest is weight_decay'],
  [
    'kernel_initializer initializer init weight_init weight_initializer bias_initializer initialization',
    'he_normal',
    'not supported: initialization is Glorot-uniform',
  ],
  [
    'model_type model_name model_class arch architecture network net backbone estimator',
    'cnn',
    'model: {layers: [...]}',
  ],
  [
    'filters n_filters num_filters kernel_size kernel conv conv_layers conv_filters channels n_channels',
    '8',
    'model: {layers: [{conv2d: {filters: 8, kernel_size: 3}}, flatten]}',
  ],
  [
    'batch_norm batchnorm batch_normalization use_batch_norm use_bn bn',
    'true',
    'model: {layers: [flatten, {dense: 32}, batch_normalization]}',
  ],
  [
    'layer_norm layernorm layer_normalization',
    'true',
    'model: {layers: [flatten, {dense: 32}, layer_normalization]}',
  ],
  ['use_bias bias', 'false', 'model: {layers: [flatten, {dense: {units: 32, use_bias: false}}]}'],
  [
    'lr_schedule lr_scheduler learning_rate_schedule schedule scheduler lr_decay learning_rate_decay decay gamma warmup warmup_steps warmup_epochs warmup_ratio decay_steps reduce_lr_on_plateau',
    'cosine',
    'not supported: the learning rate is constant; sweep it instead',
  ],
  [
    'steps max_steps num_steps n_steps iterations max_iter max_iterations num_iterations steps_per_epoch',
    '100',
    'write epochs: 10 under parameters',
  ],
];

const AT_THE_TOP: readonly (readonly [words: string, value: string, answer: string])[] = [
  [
    'study_name sweep_name experiment_name experiment run_name study title',
    'digits',
    'did you mean name? write name: digits',
  ],
  [
    'metric monitor objective direction directions goal mode optimize',
    '{ name: val_acc, goal: maximize }',
    `write ${OBJECTIVES}`,
  ],
  [
    'metrics',
    '[accuracy]',
    `accuracy and loss are always recorded; for the trade-off on the front write ${OBJECTIVES}`,
  ],
  [
    'count trials n_trials num_trials max_trials n_iter num_samples n_samples num_runs n_runs max_runs max_evals',
    '10',
    'write method: random and run_cap: 10; for a grid, --max-trials 10',
  ],
  [
    'sampler search_alg search_algorithm algorithm strategy search_method search tuner oracle',
    'TPESampler',
    'write method: grid, or method: random with run_cap: 20',
  ],
  [
    'data dataset_name dataset_path data_path data_dir datadir data_root dataset_dir train_data training_data data_set',
    'images/fashion',
    'write dataset: {name: idx, path: images/fashion}',
  ],
  [
    'n_train num_train train_size train_images subset num_examples max_samples',
    '2000',
    'write dataset: {name: mnist, limit: 2000}',
  ],
  [
    'val_split validation_split valid_split train_split test_split test_size val_size validation_size',
    '0.1',
    'splits are numbers of images, not fractions',
  ],
  ['description notes note comment tags tag group version author', 'mine', 'write it as a comment'],
  [
    'n_jobs num_jobs jobs parallel parallelism n_parallel max_parallel max_concurrent max_concurrent_trials concurrency num_workers n_workers processes',
    '4',
    'write run: {workers: 4}',
  ],
  ['accelerator cuda use_gpu use_cuda gpu', 'true', 'write run: {device: gpu}'],
  [
    'resources resources_per_trial num_gpus n_gpus num_cpus n_cpus cpus gpus_per_trial cpus_per_trial',
    '{ gpu: 1 }',
    'write run: {workers: 2} for parallel processes, run: {gpus: [0, 1]} for GPUs',
  ],
  [
    'time_budget time_budget_s time_limit max_time max_duration duration max_runtime',
    '90',
    'write run: {timeout: 90s} for one trial; --budget 10m ends the whole run',
  ],
  ['max_retries max_failures n_retries', '2', 'write run: {retries: 2}'],
  [
    'save_model save_models save_best save_best_only checkpoint checkpoints save_checkpoints model_checkpoint',
    'true',
    'write run: {save: all}',
  ],
  [
    'storage db database log_dir logdir output_dir results_dir out_dir save_dir local_dir checkpoint_dir',
    'sqlite:///a.db',
    'use --db PATH, or set SWEEP_DB',
  ],
  [
    'early_stopping early_stop early_terminate earlystopping patience min_delta pruner pruning hyperband asha successive_halving max_t grace_period reduction_factor restore_best_weights',
    '{ patience: 3 }',
    'not supported: there is no early stopping, so that costs stay comparable; sweep training length instead',
  ],
  [
    'class_weight class_weights sample_weight sample_weights pos_weight',
    'balanced',
    'not supported: every image and class has the same weight',
  ],
  [
    'loss loss_fn loss_function criterion',
    'mse',
    'training always minimizes categorical cross-entropy; to select by the loss write objectives: [{name: val_loss, goal: minimize}, {name: flops, goal: minimize}]',
  ],
  ['callbacks callback logger loggers tensorboard hooks', '[]', 'not supported: no user code runs'],
  [
    'defaults include_files imports override overrides base_config extends',
    '[base]',
    'not supported: a spec is one file; share keys with a YAML anchor and <<: *name',
  ],
  [
    'hydra sweeper launcher multirun sweep sweep_config tune_config tune',
    '{}',
    'a spec is the sweep: write method: grid (or random)',
  ],
  [
    'augmentation augment data_augmentation transform transforms normalize normalization preprocessing',
    'true',
    'not supported: images are scaled to [0, 1]',
  ],
  ['shuffle shuffle_buffer', 'true', 'data_seed: 0 at the top fixes the order for all seeds'],
  [
    'folds n_folds k_folds kfold k_fold cv n_splits cross_validation',
    '5',
    'not supported: there is one validation split; repeat over seeds',
  ],
  ['task problem_type', 'classification', 'sweep trains image classifiers'],
  ['project project_name', 'digits', 'give the sweep a name'],
  [
    'input_shape input_dim input_size image_size img_size output_dim output_size num_classes n_classes classes in_features out_features',
    '10',
    'shapes and classes come from the dataset; delete the key',
  ],
  [
    'program command script entrypoint entry_point trainable controller job image_uri _target_ _partial_',
    'train.py',
    'sweep trains the networks itself; delete the key',
  ],
  ['entity username team', 'me', 'one SQLite file, no server; delete the key'],
  ['verbose verbosity log_level', '1', 'see sweep run --help'],
  ['compile compilation jit_compile xla', 'true', 'use --compile, or set SWEEP_COMPILE'],
];

test.each(UNDER_PARAMETERS)('under parameters: %s', (words, value, answer) => {
  for (const word of words.split(' ')) {
    const text = `${HEAD}parameters:\n  ${word}: ${value}\n  hidden: [16]\n`;
    const [said = ''] = problemsOf(() => parseSpec(text, 'a.yaml'));
    expect(said).toMatch(new RegExp(`^4:3: un(known|supported) key in parameters; got ${word}; `));
    expect(said).toContain(answer);
  }
});

test.each(AT_THE_TOP)('at the top: %s', (words, value, answer) => {
  for (const word of words.split(' ')) {
    const lines = ofTop(`${word}: ${value}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^4:1: un(known|supported) key at the top; got ${word}; `));
    expect(lines[0]).toContain(answer);
  }
});

test('no word of the table is without a test, and none is in it twice', () => {
  const tested = [...UNDER_PARAMETERS, ...AT_THE_TOP].flatMap(([words]) => words.split(' '));
  expect([...new Set(tested)].sort()).toEqual([...tested].sort());
  expect(tested.sort()).toEqual([...OTHER_WORDS].sort());
});

test.each([
  ['learning-rate: 0.1', 'did you mean learning_rate? write learning_rate: 0.1'],
  ['learningRate: 0.1', 'did you mean learning_rate? write learning_rate: 0.1'],
  ['batch-size: 8', 'did you mean batch_size? write batch_size: 8'],
  ['model.lr: 0.1', 'did you mean learning_rate? write learning_rate: 0.1'],
  ['optimizer.learning_rate: 0.1', 'did you mean learning_rate? write learning_rate: 0.1'],
  ['training.batch_size: 8', 'did you mean batch_size? write batch_size: 8'],
  ['train_loop_config/lr: 0.1', 'write learning_rate: 0.1'],
  ['"+optimizer.lr": 0.1', 'write learning_rate: 0.1'],
  ['lr: { grid_search: [0.1, 0.2] }', 'write learning_rate: {values: [0.1, 0.2]}'],
  [
    'lr: { min_value: 0.001, max_value: 0.1, sampling: log }',
    'write learning_rate: {min: 0.001, max: 0.1, distribution: log_uniform_values}',
  ],
  ['lr: choice(0.1, 0.2)', 'write learning_rate: {values: [0.1, 0.2]}'],
  ['lr: 0.1,0.2', 'write learning_rate: {values: [0.1, 0.2]}'],
  ['lr: interval(0.001, 0.1)', 'write learning_rate: {min: 0.001, max: 0.1}'],
  [
    'lr: { distribution: log_uniform_values, min: 0.001, max: 0.1 }',
    'write learning_rate: {distribution: log_uniform_values, min: 0.001, max: 0.1}',
  ],
  ['seed: 7', 'seeds belong at the top level: seeds: [7]'],
  ['seed: { min: 0, max: 3 }', 'seeds belong at the top level: seeds: [0, 1, 2, 3]'],
  ['seed: [4, 5]', 'seeds belong at the top level: seeds: [4, 5]'],
  ['units: 10', 'did you mean hidden? write hidden: [10]'],
  ['hidden_layer_sizes: { values: [[16], [32, 16]] }', 'write hidden: {values: [[16], [32, 16]]}'],
  ['hidden_units: [64, 32]', 'write hidden: [64, 32]'],
  ['layers: [64, 32]', 'for an MLP write hidden: [64, 32]'],
  ['layers: 2', 'write hidden: {depth: 2, width: [16, 32]}'],
  ['units: { min: 8, max: 64 }', 'write hidden: {depth: 1, width: {min: 8, max: 64}}'],
  ['momentum: 0.5', 'only 0.9 is supported'],
  ['seeds: [1]', 'seeds belong at the top level: seeds: [1]'],
  ['workers: 3', 'write run: {workers: 3}'],
  ['data_seed: 3', 'data_seed belongs at the top level: data_seed: 3'],
  ['method: grid', 'method belongs at the top level: method: grid'],
  ['limit: 500', 'write dataset: {name: mnist, limit: 500}'],
  [
    'training: { lr: 0.1, bs: 32, foo: 3 }',
    'write each under parameters: {learning_rate: 0.1, batch_size: 32}',
  ],
  ['optimizer: { name: adam, lr: 0.1 }', 'did you mean value? write value: adam'],
  [
    'optimizer: { value: adam, lr: 0.1 }',
    'unknown key in parameters.optimizer; got lr; write learning_rate: 0.1 under parameters',
  ],
  ['learning_rate: { low: 0.1, high: 1 }', 'did you mean min? write min: 0.1'],
  ['learning_rate: { min_value: 0.1, max: 1 }', 'did you mean min? write min: 0.1'],
  ['learning_rate: { min: 0.1, max: 1, log: true }', 'write distribution: log_uniform_values'],
  [
    'learning_rate: { type: uniform, min: 0.1, max: 1 }',
    'did you mean distribution? write distribution: uniform',
  ],
  ['optimizer: { choices: [adam, sgd] }', 'did you mean values? write values: [adam, sgd]'],
  ['wobble: 3', 'an MLP has no such parameter: delete it'],
])('%s is answered', (lines, answer) => {
  expect(ofParameters(lines).join('\n')).toContain(answer);
});

test.each([
  ['epochs: 5', 'write epochs: 5 under parameters'],
  ['lr: 0.1', 'write learning_rate: 0.1 under parameters'],
  ['seed: 3', 'did you mean seeds? write seeds: [3]'],
  ['executions_per_trial: 3', 'did you mean seeds? write seeds: [0, 1, 2]'],
  ['n_seeds: 1', 'did you mean seeds? write seeds: [0]'],
  ['n_seeds: 0', 'did you mean seeds? write seeds: [0, 1, 2, 3, 4]'],
  ['n_seeds: 1000', 'did you mean seeds? write seeds: [0, 1, 2, 3, 4]'],
  ['n_seeds: [4, 5]', 'did you mean seeds? write seeds: [4, 5]'],
  ['units: [8, 4]', 'write hidden: [8, 4] under parameters'],
  ['device: gpu', 'write run: {device: gpu}'],
  ['timeout: 5m', 'write run: {timeout: 5m}'],
  ['time_limit: 5m', 'write run: {timeout: 5m}'],
  ['convention: mac', 'write flops: {convention: mac}'],
  ['family: wide', 'write model: {family: wide}'],
  ['n_jobs: -1', 'write run: {workers: auto}'],
  ['data: mnist', 'write dataset: mnist'],
  [
    'metric: { name: val_loss, goal: minimize }',
    'write objectives: [{name: val_loss, goal: minimize}, {name: flops, goal: minimize}]',
  ],
  ['sampler: random', 'write method: random'],
  ['method: tpe', 'Bayesian search is not supported'],
  ['method: GridSearch', 'write method: grid'],
  ['method: random\nrun_cap: 3\ncount: 5', 'write run_cap: 5'],
  ['run: { n_jobs: 2 }', 'did you mean workers? write workers: 2'],
  ['run: { seed: 2 }', 'seeds belong at the top level: seeds: [2]'],
  ['run: { lr: 2 }', 'write learning_rate: 2 under parameters'],
  ['model: { type: mlp }', 'did you mean family? write family: mlp'],
  ['model: { units: 8 }', 'write hidden: [8] under parameters'],
  ['model: { hidden: [8] }', 'write hidden: [8] under parameters'],
  ['model: { params: {} }', 'parameters belong at the top level: parameters: {...}'],
  ['exclude: [{ lr: 0.1 }]', 'did you mean learning_rate? write learning_rate: 0.1'],
])('at the top, %s is answered', (lines, answer) => {
  const said = ofTop(lines);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(answer);
});

test('units and number of layers are one key, by whichever names', () => {
  const said = ofSpec(
    'parameters:\n  n_layers: { values: [1, 2] }\n  hidden_layer_size: { values: [16, 32] }',
  );
  const line =
    'n_layers and hidden_layer_size are one key here: write hidden: {depth: [1, 2], width: [16, 32]}';
  expect(said).toEqual([
    `4:3: unknown key in parameters; got n_layers; ${line}`,
    `5:3: unknown key in parameters; got hidden_layer_size; ${line}`,
  ]);
});

test('widths of one layer each become the lists of the networks', () => {
  const said = ofSpec('parameters:\n  n_units_l0: { values: [8, 16] }\n  n_units_l1: 4');
  expect(said).toHaveLength(2);
  expect(said[0]).toContain('write hidden: {values: [[8, 4], [16, 4]]}');
  expect(ofSpec('parameters: { units_1: 8, units_2: 4 }')[1]).toContain('write hidden: [8, 4]');
  expect(ofSpec('parameters: { fc1: { min: 1, max: 9 } }')[0]).toContain(
    'write hidden: {values: [[16, 32], [64, 32]]}',
  );
});

test('a spec of layers says its sizes in them', () => {
  const said = ofSpec(
    'model: { layers: [flatten, { dense: 8 }] }\nparameters: { units: 8, dropout_rate: 0.1, wobble: 3, lr: 1 }',
  );
  expect(said.map((line) => line.split('; ').at(-1))).toEqual([
    'layers have their own sizes: use it in one, {dense: {units: $units}} or {dropout: $units}, or delete it',
    'layers have their own sizes: use it in one, {dense: {units: $dropout_rate}} or {dropout: $dropout_rate}, or delete it',
    'no layer uses it: write $wobble in a layer, or delete it',
    'did you mean learning_rate? write learning_rate: 1',
  ]);
});

test('a key that was meant is not missing besides', () => {
  expect(
    problemsOf(() => parseSpec('name: a\ndata: mnist\nhparams: { hidden: [1] }\n', 'a.yaml')),
  ).toEqual([
    '2:1: unknown key at the top; got data; write dataset: mnist',
    '3:1: unknown key at the top; got hparams; did you mean parameters? use this spelling',
  ]);
});

/** Lines of YAML in an answer, as a spec's: those that name a key of the top, of run, or of parameters. */
function specOf(answer: string): string {
  const line =
    /(?:write|top level:|each under) ([a-z_]+: .*?)(?: under parameters| for one trial|, which|$)/.exec(
      answer,
    )?.[1] ?? '';
  const key = line.split(':')[0] ?? '';
  const own = [
    'hidden',
    'learning_rate',
    'batch_size',
    'epochs',
    'weight_decay',
    'dropout',
    'optimizer',
    'activation',
  ];
  const lines: Record<string, string> = {
    name: 'name: a',
    dataset: 'dataset: mnist',
    parameters: 'parameters: { hidden: [4] }',
  };
  if (own.includes(key)) {
    lines['parameters'] =
      key === 'hidden' ? `parameters: { ${line} }` : `parameters: { hidden: [4], ${line} }`;
  } else lines[key] = line;
  return Object.values(lines).join('\n');
}

test.each(
  [...UNDER_PARAMETERS, ...AT_THE_TOP]
    .map(([, , answer]) => answer)
    .filter(
      (answer) =>
        /(write|top level:) [a-z_]+: /.test(answer) &&
        !/method|not supported|run: \{workers: 2\}/.test(answer),
    ),
)('what is to be written is read: %s', (answer) => {
  expect(problemsOf(() => parseSpec(specOf(answer), 'a.yaml'))).toEqual([]);
});
