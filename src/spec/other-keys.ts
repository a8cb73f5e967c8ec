import { pathText, type Path } from './position.js';

const GRID_ONLY = 'this version runs the whole grid; list the values you want instead';
const SWEEP_ITSELF = 'sweep trains the networks itself; delete the key';

/** Keys of W&B sweeps that have no place here, and what a user who wrote one should do. */
const OF_WANDB: Readonly<Record<string, string>> = {
  early_terminate: 'no trial is stopped early here, so that costs stay comparable; delete the key',
  program: SWEEP_ITSELF,
  command: SWEEP_ITSELF,
  controller: SWEEP_ITSELF,
  job: SWEEP_ITSELF,
  image_uri: SWEEP_ITSELF,
  project: 'results go into one SQLite file, no server; give the sweep a name and delete the key',
  entity: 'results go into one SQLite file, no server; delete the key',
  metric: 'write objectives: [{name: val_accuracy, goal: maximize}, {name: flops, goal: minimize}]',
  description: 'write it as a comment, # ...',
};

/** What is said on the command line. */
const OF_COMMANDS: Readonly<Record<string, string>> = {
  'run.compile': 'it may differ from run to run: give --compile, or set SWEEP_COMPILE',
};

/** Keys of the spec that a later version is to know. */
const OF_LATER: Readonly<Record<string, string>> = {
  run_cap: GRID_ONLY,
  exclude: 'this version does not support it; leave the values out, or use constraints',
  include: 'this version does not support it; add the values to the grid, or write a second spec',
  zip: 'this version does not support it; write a spec for each pair',
  'model.layers': 'this version does not support it; use family: mlp and parameters.hidden',
};

const OF_DISTRIBUTIONS = ['distribution', 'min', 'max', 'mu', 'sigma', 'q', 'probabilities'];

/** The methods of W&B that we lack. */
export const METHODS: Readonly<Record<string, string>> = {
  random: 'this version does not support random search; use grid and list the values',
  bayes: 'Bayesian search is not supported; use grid, whose trials can be resumed and extended',
  custom: 'custom search is not supported; use grid',
};

/** The answer to a key that is not ours but is well known, or null. */
export function answerToKey(path: Path, key: string): string | null {
  const whole = pathText([...path, key]);
  const ours = { ...OF_LATER, ...OF_COMMANDS };
  const answers = path.length === 0 ? { ...OF_WANDB, ...ours } : ours;
  if (Object.hasOwn(answers, whole)) return answers[whole] ?? null;
  if (path[0] === 'parameters' && OF_DISTRIBUTIONS.includes(key)) {
    return 'this version does not draw values at random; list them, {values: [...]}';
  }
  return null;
}
