import { didYouMean } from './expectation.js';
import { problem } from '../problem.js';

type Names = readonly string[];

export function zipUnknown(group: Names, name: string, known: Names, near: string | null): string {
  return zipProblem(
    group,
    `zip names ${name}, which is no parameter here`,
    `two or more of ${known.join(', ')}`,
    near === null ? 'change it, or delete it' : didYouMean(near),
  );
}

export function zipTwice(group: Names, name: string): string {
  return zipProblem(
    group,
    `zip names ${name} twice`,
    'two or more parameters, each once',
    'delete one',
  );
}

/** Of one parameter, or none. */
export function zipAlone(group: Names): string {
  return zipProblem(
    group,
    'zip takes parameters together',
    'two or more parameters, each once',
    'add one, or delete it',
  );
}

/** Of a distribution, or a parameter under a condition. */
export function zipWithoutList(group: Names): string {
  return zipProblem(
    group,
    'zip takes lists of values together',
    'parameters with values, without a when',
    'write {values: [...]}, or take it out of zip',
  );
}

/** @param counts how many values each has. */
export function zipUnequal(
  group: Names,
  counts: readonly { readonly name: string; readonly values: number }[],
): string {
  const said = counts.map(({ name, values }) => `${values} of ${name}`).join(', ');
  return zipProblem(
    group,
    `zip takes values together, and their numbers differ: ${said}`,
    'as many values of each',
    'list as many',
  );
}

/** Two of its parameters say how often a row is drawn. */
export function zipProbabilities(group: Names): string {
  return zipProblem(
    group,
    'zip draws values together, and their probabilities differ',
    'probabilities of one of them, or the same',
    'delete the others',
  );
}

function zipProblem(group: Names, what: string, expected: string, advice: string): string {
  return problem({ what, got: `[${group.join(', ')}]`, expected, advice });
}
