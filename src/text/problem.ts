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
