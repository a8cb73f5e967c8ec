import { expect, test } from 'vitest';
import { nearest } from '../../../src/spec/words/names.js';

const KNOWN = ['hidden', 'activation', 'epochs', 'seeds', 'run'];

test.each([
  ['hiden', 'hidden'],
  ['hiddens', 'hidden'],
  ['Hidden', 'hidden'],
  ['activaton', 'activation'],
  ['seed', 'seeds'],
  ['urn', 'run'],
  ['epcohs', 'epochs'],
])('%s was meant as %s', (word, meant) => {
  expect(nearest(word, KNOWN)).toBe(meant);
});

test.each(['', 'x', 'dropout'])('nothing is near %j', (word) => {
  expect(nearest(word, KNOWN)).toBeNull();
});

test('a word of a million letters is answered at once', () => {
  expect(nearest('x'.repeat(1_000_000), KNOWN)).toBeNull();
});
