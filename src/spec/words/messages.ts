/**
 * What a value of a spec should have been, and what to do: the second half of its message. Where it
 * stands and what was got comes before it (see spec/read/explain.ts).
 */
export function expectation(expected: string, advice?: string): string {
  return advice === undefined ? expected : `${expected}; ${advice}`;
}

export function choices(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `one of ${names.join(', ')}`;
}

/** @param to Number.MAX_SAFE_INTEGER is no end. */
export function wholeNumber(from: number, to: number): string {
  return to === Number.MAX_SAFE_INTEGER
    ? `a whole number from ${from} up`
    : `a whole number from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`;
}

export function finiteNumber(): string {
  return 'a finite number';
}

/** Of a range that `above` and `below` are not in, and `from` is. */
export function numberIn(
  range:
    { readonly above: number } | { readonly from: number; readonly below?: number | undefined },
): string {
  if ('above' in range) return `a finite number above ${range.above}`;
  return range.below === undefined
    ? `a finite number from ${range.from} up`
    : `a number from ${range.from} to below ${range.below}`;
}

export function oneValue(): string {
  return 'one value';
}

export function orListOf(kind: string): string {
  return `${kind}, or a list of them`;
}

export function mappingOf(keys: readonly string[]): string {
  return `a mapping with ${keys.join(', ')}`;
}

export function listLike(example: string): string {
  return expectation('a list', `for example ${example}`);
}

/** Of a list that is empty. */
export function someValues(example: string): string {
  return expectation('at least one value', `for example ${example}`);
}

export function didYouMean(word: string): string {
  return `did you mean ${word}?`;
}
