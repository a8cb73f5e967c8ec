import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COUNTED_OPTIMIZERS } from '../../src/elementary/optimizers.js';
import { CONVENTIONS, COUNTED_LOSSES, conventionNamed } from '../../src/flops/conventions.js';
import { OPERATIONS } from '../../src/layers/operations.js';
import { LAYER_CLASSES } from '../../src/layers/classes.js';

const DOCUMENT = readFileSync(new URL('../../docs/flops.md', import.meta.url), 'utf8');

test.each(Object.keys(LAYER_CLASSES))('docs/flops.md says what %s counts', (name) => {
  expect(DOCUMENT).toContain(`\`${name}\``);
});

const ROWS = DOCUMENT.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, names = '', , ...counts]) => ({
    names: [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    counts: counts.slice(0, CONVENTIONS.length).map(Number),
  }));

test.each(OPERATIONS)('docs/flops.md says what each convention counts for %s', (name) => {
  const rows = ROWS.filter(({ names, counts }) => names.includes(name) && counts.length === 5);
  const coefficients = CONVENTIONS.map((convention) =>
    Number(conventionNamed(convention).coefficients[name]),
  );
  expect(rows.map(({ counts }) => counts)).toEqual([coefficients]);
});

test.each(CONVENTIONS)('docs/flops.md has the convention %s', (name) => {
  expect(DOCUMENT).toMatch(new RegExp(`^\\| \`${name}\` `, 'm'));
});

test.each(COUNTED_OPTIMIZERS)('docs/flops.md says what a step of %s counts', (name) => {
  const count = conventionNamed('notebook').optimizer[name];
  expect(DOCUMENT).toMatch(new RegExp(`^\\| \`${name}\` +\\| +${count} \\|`, 'm'));
});

test('docs/flops.md has the losses', () => {
  expect(COUNTED_LOSSES).toHaveLength(5);
  expect(DOCUMENT).toContain('cross-entropy 5, binary 10, squared error 4, absolute error 5');
});
