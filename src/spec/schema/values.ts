import { z } from 'zod';

/**
 * Builders of the schema's parts. The `error` of each says what was expected and what to do, and
 * becomes the second half of the message; where and what was got is added by explain.ts.
 */
export function whole(from: number, to: number, advice?: string) {
  const error = expectation(
    to === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${from} up`
      : `a whole number from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`,
    advice,
  );
  return z.int({ error }).min(from, { error }).max(to, { error });
}

export function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
  advice?: string,
) {
  return z.enum(names, { error: expectation(choices(names), advice) });
}

/** A mapping with these keys and no other. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, { error: expectation(`a mapping with ${keys.join(', ')}`) });
}

/** A list with something in it, such as `example`. */
export function list<Item extends z.ZodType>(item: Item, example: string) {
  return z
    .array(item, { error: expectation('a list', `write it like ${example}`) })
    .min(1, { error: expectation('at least one value', `write them like ${example}`) });
}

/** An issue of our own, in the words of `expectation`. */
export function custom(
  input: unknown,
  expected: string,
  advice?: string,
  path: PropertyKey[] = [],
) {
  return { code: 'custom' as const, input, path, message: expectation(expected, advice) };
}

export function expectation(expected: string, advice?: string): string {
  return advice === undefined ? `expected ${expected}` : `expected ${expected}; ${advice}`;
}

export function choices(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `one of ${names.join(', ')}`;
}
