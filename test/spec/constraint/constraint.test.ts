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

const POINT = { flops: 1000n, params: 50n, batch_size: 32, learning_rate: 0.1, offset: -0.25 };
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
  // A comparison with a division by 0 does not hold, whichever way it looks.
  ['flops / 0 > 1', false],
  ['flops / 0 <= 1', false],
  ['flops / (params - 50) == 0', false],
  ['flops / 0 != 1', false],
  // 1000 / -50 = -20
  ['flops / -params == -20', true],
  ['flops / -params < 0', true],
  ['1 / -params > -1 / 49', true],
  ['-flops / -params == 20', true],
  ['offset < 0', true],
  ['offset * 4 == -1', true],
  ['flops / offset == -4k', true],
  ['flops > 0.001M', false],
  ['flops >= 0.001M', true],
])('%s is %s', (text, expected) => {
  const read = parseConstraint(text, ['batch_size', 'learning_rate', 'offset']);
  if (typeof read === 'string') throw new Error(read);
  expect(satisfies(read, POINT)).toBe(expected);
});

test('brackets one after the other are not nested brackets', () => {
  const many = Array.from({ length: 60 }, (_, index) => `(flops > ${index})`).join(' and ');
  expect(satisfies(constraint(many), { flops: 60n })).toBe(true);
  expect(satisfies(constraint(many), { flops: 59n })).toBe(false);
});

test.each([
  // Read as a sum the bracket fails at the comparison; read as a condition it fails further on.
  ['(flops <= 3 and params < ) or flops < 1', 26, ')'],
  ['(flops <= 3', 12, 'nothing'],
  ['(flops + 3', 11, 'nothing'],
  ['(flops + ) <= 3', 10, ')'],
  // The other way about: the sum's bracket closes, and the condition's has no comparison.
  ['(flops + 1) <= )', 16, ')'],
  ['(flops <= 3) + 1', 14, '+'],
])(
  'of the two ways to read a bracket, the one that gets further is answered: %s',
  (text, column, got) => {
    expect(parseConstraint(text)).toContain(` at character ${column}, instead of ${got};`);
  },
);

test('what is wrong is said with its place', () => {
  expect(parseConstraint('flops <= 3 and params')).toBe(
    'a comparison, one of <= < >= > == != at character 22, instead of nothing; for example flops <= 2e6',
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
