import { problem } from '../../text/problem.js';

export function nestedTooDeeply(deepest: number): string {
  return problem({
    what: 'nested too deeply',
    got: `more than ${deepest} levels`,
    expected: 'about five',
    advice: 'delete some',
  });
}

export function specTooLong(characters: number, most: number): string {
  return problem({
    what: 'the spec is too long',
    got: `${characters.toLocaleString('en')} characters`,
    expected: `at most ${most.toLocaleString('en')}`,
    advice: 'use depth and width, or two specs',
  });
}

export function secondDocument(): string {
  return problem({
    what: 'a second document starts here',
    got: '---',
    expected: 'one spec per file',
    advice: 'split the file',
  });
}

/** @param reason in the words of the reader of YAML. */
export function notYaml(got: string, reason: string): string {
  return problem({ what: 'not valid YAML', got: got || 'nothing', advice: `expected: ${reason}` });
}

/** @param first the line in which it stands before. */
export function duplicateKey(key: string, first: number): string {
  return problem({
    what: 'duplicate key',
    got: `${key} again, first in line ${first}`,
    expected: 'it once',
    advice: 'delete one',
  });
}

export function unknownAlias(name: string): string {
  return problem({
    what: 'unknown alias',
    got: `*${name}`,
    expected: `an anchor &${name} before it`,
    advice: 'quote it if it is a string',
  });
}

export function aliasesMultiply(name: string, most: number): string {
  return problem({
    what: 'too many alias expansions',
    got: `*${name} once too often`,
    expected: `at most ${most} values`,
    advice: 'write the values out',
  });
}

/** Of `<<` whose value is no mapping. */
export function mergesNoMapping(got: string): string {
  return problem({
    what: '<< merges something other than mappings',
    got: got || 'nothing',
    expected: 'a mapping, or a list of mappings',
    advice: 'write <<: *name, or <<: [*one, *two]',
  });
}

export function mergeTwice(): string {
  return problem({
    what: 'duplicate key',
    got: '<< again',
    expected: 'it once',
    advice: 'write <<: [*one, *two]',
  });
}

/** Also of a mapping that merges itself. */
export function mergesMultiply(most: number): string {
  return problem({
    what: 'too many merged mappings',
    got: '<< once too often',
    expected: `at most ${most.toLocaleString('en')} values`,
    advice: 'write the values out',
  });
}
