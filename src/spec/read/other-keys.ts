import { pathText, type Path } from '../position.js';

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

/** The methods of W&B that we lack. */
export const METHODS: Readonly<Record<string, string>> = {
  bayes:
    'Bayesian search is not supported, since each point would wait for others; use random with run_cap, or grid',
  custom: 'custom search is not supported; use grid, random, or include',
};

/** The answer to a key that is not ours but is well known, or null. */
export function answerToKey(path: Path, key: string): string | null {
  const whole = pathText([...path, key]);
  const answers = path.length === 0 ? { ...OF_WANDB, ...OF_COMMANDS } : OF_COMMANDS;
  if (Object.hasOwn(answers, whole)) return answers[whole] ?? null;
  if (path[0] === 'parameters' && key === 'parameters') {
    return 'parameters within parameters are not supported; write each under parameters, and $name in a layer';
  }
  return null;
}
