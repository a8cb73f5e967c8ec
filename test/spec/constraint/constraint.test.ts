import { expect, test } from 'vitest';
import {
  parseConstraint,
  satisfies,
  type Constraint,
} from '../../../src/spec/constraint/constraint.js';

function constraint(text: string): Constraint {
  const read = parseConstraint(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

test.each([
  ['flops <= 2e6', 'flops', '<='],
  ['  params<89610 ', 'params', '<'],
  ['training_flops >= 1.5e9', 'training_flops', '>='],
  ['params > .5', 'params', '>'],
])('%s is one limit of one cost', (text, cost, operator) => {
  expect(constraint(text)).toMatchObject({ text: text.trim(), limit: { cost, operator } });
});

test.each([
  'flops',
  '',
  'flops <= ',
  '<= 3',
  '3 <= 4',
  'flops <= 0x10',
  'flops = 3',
  'flops <= 3 params',
  '(flops <= 3',
  'flops <= 3 and',
  'accuracy > 0.9',
  `${'('.repeat(60)}flops${')'.repeat(60)} < 1`,
])('%j is not', (text) => {
  expect(parseConstraint(text)).toBeTypeOf('string');
});

const POINT = { flops: 1000n, params: 50n, batch_size: 32, learning_rate: 0.1 };
test.each([
  ['100 <= flops <= 1k', true],
  ['100 <= flops < 1k', false],
  ['flops <= 20 * params', true],
  ['flops < 20 * params', false],
  ['flops / params == 20', true],
  ['flops - 2 * params > 900', false],
  ['2 + 3 * batch_size == 98', true],
  ['(2 + 3) * batch_size == 160', true],
  ['-params < -49', true],
  ['flops < 10 or params == 50', true],
  ['flops < 10 or params == 50 and batch_size == 1', false],
  ['(flops < 10 or params == 50) and batch_size == 32', true],
  ['not flops < 10', true],
  ['not (flops < 10 or params == 50)', false],
  // A tenth is no binary fraction: 0.1 x 3 = 0.3 holds only in exact arithmetic.
  ['learning_rate * 3 == 0.3', true],
  ['flops / 0 > 1', false],
  ['flops > 0.001M', false],
  ['flops >= 0.001M', true],
])('%s is %s', (text, expected) => {
  const read = parseConstraint(text, ['batch_size', 'learning_rate']);
  if (typeof read === 'string') throw new Error(read);
  expect(satisfies(read, POINT)).toBe(expected);
});

test('what is wrong is said with its place', () => {
  expect(parseConstraint('flops <= 3 and params')).toBe(
    'a comparison, one of <= < >= > == != at character 22, where it has nothing; write it like flops <= 2e6',
  );
  expect(parseConstraint('flop <= 3')).toMatch(/did you mean flops\?$/);
});

test.each([
  ['flops <= 10', [true, true, false]],
  ['flops < 10', [true, false, false]],
  ['flops >= 10', [false, true, true]],
  ['flops > 10', [false, false, true]],
])('%s holds for 9, 10, 11: %s', (text, expected) => {
  expect([9n, 10n, 11n].map((value) => satisfies(constraint(text), { flops: value }))).toEqual(
    expected,
  );
});

test('a value beyond 2^53 is compared exactly', () => {
  const limit = constraint('training_flops <= 9007199254740992');
  expect(satisfies(limit, { training_flops: 2n ** 53n })).toBe(true);
  expect(satisfies(limit, { training_flops: 2n ** 53n + 1n })).toBe(false);
});
