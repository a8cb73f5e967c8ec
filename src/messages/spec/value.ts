import { problem } from '../problem.js';

export function missing(where: string): string {
  return `${where} is missing`;
}

export function empty(where: string): string {
  return `${where} is empty`;
}

export function notFinite(where: string): string {
  return `${where} is not a finite number`;
}

export function ofWrongKind(where: string): string {
  return `${where} is of the wrong kind`;
}

export function outOfRange(where: string): string {
  return `${where} is out of range`;
}

export function notKnown(where: string): string {
  return `${where} is not known`;
}

/** Of a value whose kind is right, for what its expectation says. */
export function unusable(where: string): string {
  return `${where} cannot be used`;
}

/** How messages name the whole of a text. */
export function theSpec(): string {
  return 'the spec';
}

/** What was got where nothing stands. */
export function nothing(): string {
  return 'nothing';
}

/** What to do where a key is missing. */
export function addKey(key: string): string {
  return `add ${key}: ...`;
}

/** @param what of the above, @param expected an expectation. */
export function wrongValue(
  what: string,
  got: string,
  expected: string,
  advice: string | null,
): string {
  return problem({ what, got, expected, ...(advice === null ? {} : { advice }) });
}

/** Problems of a spec beyond those that are shown. */
export function moreProblems(count: number): string {
  return `and ${count.toLocaleString('en')} more`;
}
