/**
 * Answers to words of other tools: W&B, Optuna, Keras Tuner, Hydra, Ray Tune. Each says what to write,
 * or that there is no such thing here and what to do instead.
 */

const PLURAL = ['seeds', 'parameters', 'constraints', 'objectives', 'flops'];

/** @param line what to write, as it stands in a spec. */
export function writeLine(line: string): string {
  return `write ${line}`;
}

export function writeUnder(section: string, line: string): string {
  return `write ${line} under ${section}`;
}

/** Of a key of the top level that stands elsewhere. */
export function goesToTheTop(key: string, line: string): string {
  return `${key} ${PLURAL.includes(key) ? 'belong' : 'belongs'} at the top level: ${line}`;
}

/** Of another library's name of a key that stands in the same mapping. */
export function renamed(own: string, line: string): string {
  return `did you mean ${own}? write ${line}`;
}

export function renamedKey(own: string): string {
  return `did you mean ${own}? use this spelling`;
}

/** @param together keys that are one here. */
export function hiddenTogether(together: readonly string[], line: string): string {
  return together.length < 2
    ? renamed('hidden', line)
    : `${together.join(' and ')} are one key here: write ${line}`;
}

/** Of `units_1` and the like. */
export function widthsInOneList(line: string): string {
  return `the widths of a network are one list: write ${line}`;
}

/** For `layers` instead of parameters. */
export function layersOrWidths(line: string): string {
  return `networks of layers go under model: {layers: [...]}; for an MLP write ${line}`;
}

export function layersOfModel(): string {
  return 'networks of layers go under model: {layers: [...]}';
}

/** Of a parameter that is an MLP's, in a spec of layers. */
export function saidByLayers(key: string): string {
  return `layers have their own sizes: use it in one, {dense: {units: $${key}}} or {dropout: $${key}}, or delete it`;
}

/** Of a parameter that no layer names; @param mlp whether the model has no layers. */
export function namedByNoLayer(key: string, mlp: boolean): string {
  return mlp
    ? 'an MLP has no such parameter: delete it'
    : `no layer uses it: write $${key} in a layer, or delete it`;
}

export function onlyInLayers(layer: string): string {
  return `write it as a layer: model: {layers: [flatten, ${layer}]}`;
}

export function convolutionLayers(): string {
  return 'write the convolution as a layer: model: {layers: [{conv2d: {filters: 8, kernel_size: 3}}, flatten]}';
}

export function stopsNoTrialEarly(): string {
  return 'not supported: there is no early stopping, so that costs stay comparable; sweep training length instead: epochs: {values: [5, 10, 20]} under parameters';
}

export function constantRate(): string {
  return 'not supported: the learning rate is constant; sweep it instead: learning_rate: {values: [0.001, 0.003]} under parameters';
}

export function countOfRandom(count: number): string {
  return `write method: random and run_cap: ${count}; for a grid, --max-trials ${count} trains part of it`;
}

export function stepsAreEpochs(): string {
  return 'training length is given in epochs: write epochs: 10 under parameters';
}

export function everyImageAlike(): string {
  return 'not supported: every image and class has the same weight in the loss';
}

/** @param line objectives. */
export function lossIsCrossEntropy(line: string): string {
  return `training always minimizes categorical cross-entropy; to select by the loss write ${line}`;
}

export function accuracyAndLoss(line: string): string {
  return `accuracy and loss are always recorded; for the trade-off on the front write ${line}`;
}

export function classifiesImages(): string {
  return 'sweep trains image classifiers; delete the key, or give the images: dataset: {name: idx, path: folder}';
}

export function splitIsCounted(): string {
  return 'splits are numbers of images, not fractions: dataset: {name: mnist, validation: 10000, test: 1000}';
}

export function trainsItself(): string {
  return 'sweep trains the networks itself; delete the key';
}

export function noServer(): string {
  return 'results go into one SQLite file, no server; delete the key';
}

export function nameInsteadOfProject(): string {
  return 'results go into one SQLite file, no server; give the sweep a name and delete the key';
}

export function databaseOption(): string {
  return 'results go into one SQLite file: use --db PATH, or set SWEEP_DB';
}

export function commentInstead(): string {
  return 'write it as a comment, # ...';
}

export function noParametersWithin(): string {
  return 'nested parameters are not supported; write each under parameters, and $name in a layer';
}

/** @param lines parameters of a group, by their names here. */
export function writeEach(lines: string): string {
  return `parameter groups are not supported: write each under parameters: {${lines}}`;
}

export function chooseMethod(): string {
  return 'write method: grid, or method: random with run_cap: 20; samplers that depend on results are not supported';
}

export function momentumIsAnOptimizer(usual: boolean): string {
  return usual
    ? 'write optimizer: momentum under parameters, which is SGD with momentum 0.9'
    : 'only 0.9 is supported: write optimizer: momentum under parameters, which is SGD with momentum 0.9';
}

export function usualSettings(): string {
  return 'not supported: optimizers have the default settings of Keras; sweep optimizer, learning_rate and weight_decay under parameters';
}

export function noL1(): string {
  return 'not supported; the closest is weight_decay: {values: [0, 0.01]} under parameters';
}

export function glorotUniform(): string {
  return 'not supported: initialization is Glorot-uniform from the seed; compare initializations instead: seeds: [0, 1, 2, 3, 4]';
}

export function noCallbacks(): string {
  return 'not supported: no user code runs during training; every epoch is recorded in the database, for sweep query';
}

export function resourcesOfRun(): string {
  return 'write run: {workers: 2} for parallel processes, run: {gpus: [0, 1]} for GPUs';
}

/** @param line the form that runs have. */
export function timesOfRun(line: string): string {
  return `write run: {${line}} for one trial; --budget 10m ends the whole run`;
}

export function oneFile(): string {
  return 'not supported: a spec is one file; share keys with a YAML anchor and <<: *name';
}

export function sweeperInstead(): string {
  return 'a spec is the sweep: write method: grid (or random), and hyper-parameters under parameters';
}

export function networkInstead(): string {
  return 'write parameters: {hidden: [50, 50]} for an MLP, or model: {layers: [...]}';
}

export function shapesOfData(): string {
  return 'shapes and classes come from the dataset; delete the key';
}

export function noAugmentation(): string {
  return 'not supported: images are scaled to [0, 1] and otherwise unchanged';
}

export function orderOfData(): string {
  return 'images are reshuffled every epoch from the seed; data_seed: 0 at the top fixes the order for all seeds';
}

export function noFolds(): string {
  return 'not supported: there is one validation split; repeat over seeds instead: seeds: [0, 1, 2, 3, 4]';
}

export function saidOnTerminal(): string {
  return 'it may differ from run to run: see sweep run --help; delete the key';
}

/** Of `run.compile`. */
export function compileOption(): string {
  return 'it may differ from run to run: use --compile, or set SWEEP_COMPILE';
}

export function drawnLogarithmically(): string {
  return 'write distribution: log_uniform_values';
}

export function noBayesianSearch(): string {
  return 'Bayesian search is not supported, because each point would wait for earlier ones; use random with run_cap, or grid';
}

export function noCustomSearch(): string {
  return 'custom search is not supported; use grid, random, or include';
}

export function noStoppingSearch(): string {
  return 'not supported: there is no early stopping, so that costs stay comparable; use random with run_cap, or grid';
}
