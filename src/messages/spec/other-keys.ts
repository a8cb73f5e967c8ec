/** Answers to keys and methods of W&B sweeps that have no place here. */

export function stopsNoTrialEarly(): string {
  return 'no trial is stopped early here, so that costs stay comparable; delete the key';
}

export function trainsItself(): string {
  return 'sweep trains the networks itself; delete the key';
}

export function nameInsteadOfProject(): string {
  return 'results go into one SQLite file, no server; give the sweep a name and delete the key';
}

export function noServer(): string {
  return 'results go into one SQLite file, no server; delete the key';
}

export function objectivesInstead(): string {
  return 'write objectives: [{name: val_accuracy, goal: maximize}, {name: flops, goal: minimize}]';
}

export function commentInstead(): string {
  return 'write it as a comment, # ...';
}

export function noParametersWithin(): string {
  return 'parameters within parameters are not supported; write each under parameters, and $name in a layer';
}

export function noBayesianSearch(): string {
  return 'Bayesian search is not supported, since each point would wait for others; use random with run_cap, or grid';
}

export function noCustomSearch(): string {
  return 'custom search is not supported; use grid, random, or include';
}

export function layersOfModel(): string {
  return 'networks of layers stand under model: {layers: [...]}';
}

/** Of `run.compile`, which is said on the command line. */
export function compileOption(): string {
  return 'it may differ from run to run: give --compile, or set SWEEP_COMPILE';
}
