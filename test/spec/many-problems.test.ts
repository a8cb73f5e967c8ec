import { expect, test } from 'vitest';
import { parseSpec } from '../../src/spec/parse.js';
import { SpecError } from '../../src/spec/spec-error.js';

const HEAD = 'name: x\ndataset: mnist\nparameters: { hidden: [3] }\n';

function refused(text: string): SpecError {
  try {
    parseSpec(text, 'x.yaml');
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error('the spec was taken');
}

test.each([
  // Twenty thousand times in all, 19,999 times again; and the name, of the wrong kind.
  [
    'a key that stands twenty thousand times',
    `${HEAD.replace('x', '[]')}${'a: 1\n'.repeat(20_000)}`,
    20_001,
  ],
  ['twenty thousand strange keys', HEAD + hex(20_000), 20_000],
  ['a list of a thousand wrong values', `${HEAD}seeds: [${'x, '.repeat(999)}x]\n`, 1000],
])('%s shows twenty lines, and how many there are besides', (_, text, count) => {
  const lines = refused(text).message.split('\n');
  expect(lines).toHaveLength(21);
  expect(lines[20]).toBe(`and ${(count - 20).toLocaleString('en')} more`);
});

test('twenty are shown as they are', () => {
  expect(refused(HEAD + hex(20)).message.split('\n')).toHaveLength(20);
  expect(
    refused(HEAD + hex(21))
      .message.split('\n')
      .at(-1),
  ).toBe('and 1 more');
});

/** Keys that are like none. */
function hex(count: number): string {
  return Array.from({ length: count }, (_, key) => `${key.toString(16)}zz: 1\n`).join('');
}
