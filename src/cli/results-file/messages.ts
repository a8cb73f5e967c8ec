import { counted } from '../../text/values.js';
import { problem } from '../../text/problem.js';

// Files of results in the place of stored sweeps.

/** @param option of a file, given with a stored sweep. */
export function ofFileOnly(option: string): string {
  return problem({
    what: `--${option} goes with a file of results`,
    got: 'the name of a sweep',
    advice: 'name a file, e.g. results.csv, or leave it out',
  });
}

export function twiceInList(option: string, name: string): string {
  return problem({ what: `--${option}: it names ${JSON.stringify(name)} twice` });
}

export function noResultsFile(path: string): string {
  return problem({
    what: `${path}: no such file, and no stored sweep is called so`,
    expected: 'a CSV file with a row per run, or the name of a sweep as sweep list shows it',
  });
}

export function resultsFileIsFolder(path: string): string {
  return problem({
    what: `${path}: it is a folder`,
    expected: `a CSV file with a row per run, e.g. ${path.replace(/\/*$/, '')}/results.csv`,
  });
}

export function resultsFileTooLarge(path: string, bytes: number, most: number): string {
  return problem({
    what: `${path}: it is too large for a table of runs`,
    got: `${bytes} bytes`,
    expected: `at most ${most}`,
    advice: 'keep a row per run, and the columns that are needed',
  });
}

export function notRegularFile(path: string): string {
  return problem({
    what: `${path}: it is no regular file`,
    expected: 'a CSV file with a row per run',
    advice: 'write what comes from a pipe to a file first',
  });
}

/** @param limit as `--max-flops`. @param cost the column that the file is compared by. */
export function limitOfOtherCost(limit: string, cost: string): string {
  return problem({
    what: `--${limit}: the cost of the file's runs is ${cost}`,
    advice: `write --max-cost, or name another column with --cost`,
  });
}

export function noShare(metric: string): string {
  return problem({
    what: `--min-accuracy: the file's metric is ${metric}, which is no accuracy`,
    advice: 'name another column with --metric, or leave it out',
  });
}

export function badCost(text: string): string {
  return problem({
    what: '--max-cost is no number',
    got: JSON.stringify(text),
    expected: 'one from 0 up like 84550, 1e5, 2M or 1.5',
  });
}

/** @param option of a stored sweep, given with a file. */
export function ofSweepOnly(option: string): string {
  return problem({ what: `--${option} goes with a stored sweep`, got: 'a file of results' });
}

export function severalFiles(path: string): string {
  return problem({
    what: `${path} is a file of results, which a page shows alone`,
    expected: 'one file, or names of stored sweeps',
  });
}

/** @param limits as they read: `flops <= 100,000`. */
export function noneInFileLimits(file: string, limits: readonly string[]): string {
  return problem({
    what: `${file}: no configuration has ${limits.join(' and ')}`,
    advice: 'allow more',
  });
}

/** Of a file of which every configuration was left out. */
export function nothingToCompare(file: string): string {
  return problem({
    what: `${file}: nothing to compare, every configuration was left out`,
    advice: 'train what is missing, or take the rows of failed runs out of the file',
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
