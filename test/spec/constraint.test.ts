import { expect, test } from 'vitest';
import { parseConstraint, satisfies, type Constraint } from '../../src/spec/constraint.js';

function constraint(text: string): Constraint {
  const read = parseConstraint(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

test.each([
  ['flops <= 2e6', 'flops', '<=', 2_000_000],
  ['  params<89610 ', 'params', '<', 89_610],
  ['training_flops >= 1.5e9', 'training_flops', '>=', 1_500_000_000],
  ['params > .5', 'params', '>', 0.5],
])('%s is read', (text, cost, operator, limit) => {
  expect(constraint(text)).toEqual({ text: text.trim(), cost, operator, limit });
});

test.each(['flops', '', 'flops <= ', '<= 3', 'flops <= 1e999', 'flops <= -3', 'flops <= 0x10'])(
  '%j is not',
  (text) => {
    expect(parseConstraint(text)).toBeTypeOf('string');
  },
);

test.each([
  ['flops <= 10', [true, true, false]],
  ['flops < 10', [true, false, false]],
  ['flops >= 10', [false, true, true]],
  ['flops > 10', [false, false, true]],
])('%s holds for 9, 10, 11: %s', (text, expected) => {
  expect([9n, 10n, 11n].map((value) => satisfies(constraint(text), value))).toEqual(expected);
});

test('a value beyond 2^53 is compared exactly', () => {
  const limit = constraint('training_flops <= 9007199254740992');
  expect(satisfies(limit, 2n ** 53n)).toBe(true);
  expect(satisfies(limit, 2n ** 53n + 1n)).toBe(false);
});
