import { z } from 'zod';
import {
  choices,
  expectation,
  listLike,
  mappingOf,
  someValues,
  wholeNumber,
} from '../words/messages.js';

/**
 * Builders of the schema's parts. The `error` of each is an expectation (src/messages/spec/), which
 * becomes the second half of the message; where and what was got is added by explain.ts.
 */
export function whole(from: number, to: number, advice?: string) {
  const error = expectation(wholeNumber(from, to), advice);
  return z.int({ error }).min(from, { error }).max(to, { error });
}

export function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
  advice?: string,
) {
  return z.enum(names, { error: expectation(choices(names), advice) });
}

const KEYS = ', ';

/** The keys that a mapping has, out of what it says of one that it has not. */
export function keysIn(message: string): readonly string[] {
  return message.split(KEYS);
}

/** A mapping with these keys and no other. Of an unknown key its message is the keys that it has. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? keys.join(KEYS) : mappingOf(keys)),
  });
}

/** A list with something in it, such as `example`. */
export function list<Item extends z.ZodType>(item: Item, example: string) {
  return z.array(item, { error: listLike(example) }).min(1, { error: someValues(example) });
}

/** An issue of our own, in the words of an expectation. */
export function custom(input: unknown, message: string, path: PropertyKey[] = []) {
  return { code: 'custom' as const, input, path, message };
}
