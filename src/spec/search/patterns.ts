import type { ParameterValue } from '../../trial/configuration.js';
import { valueText, type Pattern } from './space.js';

/** Which of several patterns a point can still match, a bit for each. */
export type Matching = Int32Array;

const BITS = 32;

/**
 * Patterns that many points are asked about. What a value allows is worked out once, so that a point
 * takes as many steps as patterns have words of 32 bits, however long their lists are.
 */
export class Patterns {
  readonly #patterns: readonly Pattern[];
  readonly #byName = new Map<string, NamedValues>();

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    for (const [index, pattern] of patterns.entries()) {
      for (const [name, allowed] of Object.entries(pattern)) {
        const named = this.#byName.get(name) ?? this.#named(name);
        for (const value of allowed) named.allow(valueText(value), index);
      }
    }
  }

  /** The parameters that some pattern names; `family` is one too. */
  get names(): ReadonlyMap<string, unknown> {
    return this.#byName;
  }

  /** Before anything is known of a point. */
  all(): Matching {
    return matchingOf(this.#patterns, () => true);
  }

  none(): Matching {
    return matchingOf(this.#patterns, () => false);
  }

  /**
   * What a parameter's value leaves, undefined where the point has none: the patterns that allow it
   * and those that do not name the parameter. Null where no pattern does.
   */
  allowing(name: string, value: ParameterValue | undefined): Matching | null {
    const named = this.#byName.get(name);
    if (named === undefined) return null;
    return value === undefined ? named.silent : named.allowing(valueText(value));
  }

  #named(name: string): NamedValues {
    const silent = matchingOf(this.#patterns, (pattern) => !Object.hasOwn(pattern, name));
    const named = new NamedValues(silent);
    this.#byName.set(name, named);
    return named;
  }
}

/** Of one parameter, what each value allows. */
class NamedValues {
  readonly #byText = new Map<string, Matching>();

  /** @param silent the patterns that do not name it. */
  constructor(readonly silent: Matching) {}

  allow(text: string, pattern: number): void {
    const known = this.#byText.get(text);
    const matching = known ?? this.silent.slice();
    if (known === undefined) this.#byText.set(text, matching);
    set(matching, pattern);
  }

  allowing(text: string): Matching {
    return this.#byText.get(text) ?? this.silent;
  }
}

/** Writes to `into` what two leave together. */
export function meet(one: Matching, other: Matching, into: Matching): void {
  for (let word = 0; word < into.length; word += 1) {
    into[word] = (one[word] ?? 0) & (other[word] ?? 0);
  }
}

/** Adds to `into` what it has not. */
export function join(into: Matching, other: Matching): void {
  for (let word = 0; word < into.length; word += 1)
    into[word] = (into[word] ?? 0) | (other[word] ?? 0);
}

export function isEmpty(matching: Matching): boolean {
  for (let word = 0; word < matching.length; word += 1) if (matching[word] !== 0) return false;
  return true;
}

/** Whether it has the pattern of that index. */
export function has(matching: Matching, pattern: number): boolean {
  return (((matching[Math.floor(pattern / BITS)] ?? 0) >>> (pattern % BITS)) & 1) === 1;
}

function set(matching: Matching, pattern: number): void {
  const word = Math.floor(pattern / BITS);
  matching[word] = (matching[word] ?? 0) | (1 << (pattern % BITS));
}

function matchingOf(patterns: readonly Pattern[], of: (pattern: Pattern) => boolean): Matching {
  const matching = new Int32Array(Math.ceil(patterns.length / BITS));
  patterns.forEach((pattern, index) => {
    if (of(pattern)) set(matching, index);
  });
  return matching;
}
