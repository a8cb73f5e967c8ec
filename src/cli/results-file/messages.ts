import { counted } from '../../text/values.js';
import { problem } from '../../text/problem.js';

// Results files instead of stored sweeps.

/** @param option of a file, given with a stored sweep. */
export function ofFileOnly(option: string): string {
  return problem({
    what: `--${option} is for results files`,
    got: 'the name of a sweep',
    advice: 'pass a file, e.g. results.csv, or omit it',
  });
}

export function twiceInList(option: string, name: string): string {
  return problem({ what: `--${option}: ${JSON.stringify(name)} given twice` });
}

export function noResultsFile(path: string): string {
  return problem({
    what: `${path}: no such file, and no stored sweep of that name`,
    expected: 'a CSV file with one row per run, or the name of a sweep from sweep list',
  });
}

export function resultsFileIsFolder(path: string): string {
  return problem({
    what: `${path}: a folder`,
    expected: `a CSV file with one row per run, e.g. ${path.replace(/\/*$/, '')}/results.csv`,
  });
}

export function resultsFileTooLarge(path: string, bytes: number, most: number): string {
  return problem({
    what: `${path}: too large for a table of runs`,
    got: `${bytes} bytes`,
    expected: `at most ${most}`,
    advice: 'keep one row per run and only the needed columns',
  });
}

export function notRegularFile(path: string): string {
  return problem({
    what: `${path}: not a regular file`,
    expected: 'a CSV file with one row per run',
    advice: 'write the pipe to a file first',
  });
}

/** @param limit as `--max-flops`. @param cost the column that the file is compared by. */
export function limitOfOtherCost(limit: string, cost: string): string {
  return problem({
    what: `--${limit}: the cost in the file is ${cost}`,
    advice: `use --max-cost, or another column with --cost`,
  });
}

export function noShare(metric: string): string {
  return problem({
    what: `--min-accuracy: the metric in the file is ${metric}, not an accuracy`,
    advice: 'use another column with --metric, or omit it',
  });
}

export function badCost(text: string): string {
  return problem({
    what: '--max-cost is not a number',
    got: JSON.stringify(text),
    expected: 'a number from 0 up, such as 84550, 1e5, 2M or 1.5',
  });
}

/** @param option of a stored sweep, given with a file. */
export function ofSweepOnly(option: string): string {
  return problem({ what: `--${option} is for stored sweeps`, got: 'a results file' });
}

export function severalFiles(path: string): string {
  return problem({
    what: `${path} is a results file, which needs its own page`,
    expected: 'one file, or names of stored sweeps',
  });
}

/** @param limits as they read: `flops <= 100,000`. */
export function noneInFileLimits(file: string, limits: readonly string[]): string {
  return problem({
    what: `${file}: no configuration has ${limits.join(' and ')}`,
    advice: 'relax the limits',
  });
}

/** Of a file of which every configuration was left out. */
export function nothingToCompare(file: string): string {
  return problem({
    what: `${file}: nothing to compare, every configuration was left out`,
    advice: 'train the missing runs, or remove the rows of failed runs from the file',
  });
}

/** Above the table of its front. @param shown how many it has, of how many that are compared. */
export function fileFrontHeading(
  shown: number,
  compared: number,
  objectives: readonly [metric: string, cost: string],
): string {
  const of = compared === shown ? '' : `, ${shown} of ${counted(compared, 'configuration')}`;
  return `The Pareto front of the means${of}: no other configuration dominates these in ${objectives.join(' and ')}.`;
}

/** A configuration that `analyseFront` could not compare. */
export function leftOut(file: string, configuration: string, reason: string): string {
  return `${file}: ${configuration} is left out: ${reason}`;
}
