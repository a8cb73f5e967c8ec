import { problem } from '../../text/problem.js';
import { expectation } from '../words/messages.js';

export function nameExpected(): string {
  return expectation(
    'a name of up to 64 letters, digits, dots, dashes and underscores, the first a letter or digit',
    'it names the report file and the sweep in the database; quote a name of digits only, "2024"',
  );
}

/** An example. */
export function fiveSeeds(): string {
  return '[0, 1, 2, 3, 4] for five seeds';
}

/** Of a name that Windows keeps. */
export function otherNameExpected(): string {
  return expectation(
    'a name that Windows does not reserve for a device (con, prn, aux, nul, com1 to com9, lpt1 to lpt9)',
    'it names the report file; for example con-sweep',
  );
}

export function zipExpected(): string {
  return expectation('a list of parameters', 'for example [batch_size, learning_rate]');
}

export function parameterExpected(): string {
  return 'the name of a parameter';
}

export function excludeExpected(): string {
  return expectation('a list of mappings', 'for example [{hidden: [16], learning_rate: 0.1}]');
}

export function includeExpected(): string {
  return expectation('a list of mappings', 'for example [{hidden: [300, 100]}]');
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
  return `${where} has the wrong type`;
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

export function familyName(): string {
  return 'a name of up to 32 letters, digits, dashes and underscores, the first a letter';
}

export function familyExpected(): string {
  return expectation(familyName(), 'it names the kind of network in page and database');
}

export function eachFamilyOnce(): string {
  return expectation('each family once', 'rename one');
}

/** Of a family that has the name of another kind of network, without layers. */
export function familyNeedsLayers(): string {
  return expectation('mlp, or layers with the family', 'write layers: [...]');
}

export function mlpHasNoLayers(): string {
  return expectation(
    'another name than mlp with layers',
    'its hidden layers are in parameters.hidden',
  );
}

export function layersHaveActivations(): string {
  return expectation('no activation with layers', 'each layer has its own');
}
