/** What has to change before the same call can succeed. */
export type Blame =
  /** What was written or given: a spec, an option, a file. */
  | 'input'
  /** The machine: a device, a library, a dataset, a disk, a database. */
  | 'environment'
  /** Nothing but time: somebody else is at it. */
  | 'running';

/** An error that a person can do something about: its message says what, and needs no stack. */
export abstract class ExplainedError extends Error {
  abstract readonly blame: Blame;
  /** Of a class that is told apart in another process too. */
  readonly code?: string;
}

export function isBlame(value: unknown): value is Blame {
  return value === 'input' || value === 'environment' || value === 'running';
}

/** What is wrong, in the order in which it is said; what is not known is left out. */
export interface Problem {
  /** What is wrong, and where: `parameters.epochs is out of range`. */
  readonly what: string;
  /** As it was written. */
  readonly got?: string;
  readonly expected?: string;
  /** What to do. */
  readonly advice?: string;
}

/** The house's one form of a message: `<what>; got <got>; expected <expected>; <advice>`. */
export function problem({ what, got, expected, advice }: Problem): string {
  return [
    what,
    ...(got === undefined ? [] : [`got ${got}`]),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(advice === undefined ? [] : [advice]),
  ].join('; ');
}
