import { problem } from '../problem.js';
import { expectation } from './expectation.js';

export function nameExpected(): string {
  return expectation(
    'a name of up to 64 letters, digits, dots, dashes and underscores, the first a letter or digit',
    'it names the report file and the sweep in the database; write digits alone in quotes, "2024"',
  );
}

/** An example. */
export function fiveSeeds(): string {
  return '[0, 1, 2, 3, 4] for five seeds';
}

/** Of a name that Windows keeps. */
export function otherNameExpected(): string {
  return expectation(
    'a name that Windows does not keep for a device (con, prn, aux, nul, com1 to com9, lpt1 to lpt9)',
    'it names the report file; write it like con-sweep',
  );
}

export function zipExpected(): string {
  return expectation('a list of parameters', 'write it like [batch_size, learning_rate]');
}

export function parameterExpected(): string {
  return 'the name of a parameter';
}

export function excludeExpected(): string {
  return expectation('a list of mappings', 'write it like [{hidden: [16], learning_rate: 0.1}]');
}

export function includeExpected(): string {
  return expectation('a list of mappings', 'write it like [{hidden: [300, 100]}]');
}

/** @param where `parameters`; empty at the top of the spec. @param advice null where nothing can be told. */
export function unknownKey(
  where: string,
  key: string,
  known: readonly string[],
  advice: string | null,
): string {
  return problem({
    what: `unknown key ${placed(where)}`,
    got: key,
    expected: `one of ${known.join(', ')}`,
    advice: advice ?? 'delete it',
  });
}

/** A key of ours by another name, or elsewhere. @param answer what to write. */
export function otherKey(where: string, key: string, answer: string): string {
  return problem({ what: `unknown key ${placed(where)}`, got: key, advice: answer });
}

/** A key that others have, with an answer of its own. */
export function unsupportedKey(where: string, key: string, answer: string): string {
  return problem({ what: `unsupported key ${placed(where)}`, got: key, advice: answer });
}

function placed(where: string): string {
  return where === '' ? 'at the top' : `in ${where}`;
}
