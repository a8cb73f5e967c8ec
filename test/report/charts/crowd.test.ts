import { describe, expect, test } from 'vitest';
import { crowdOf, evenly, type CrowdAxis } from '../../../src/report/charts/crowd.js';

const X: CrowdAxis = { field: 'cost', log: true, domain: [1, 1e4], cells: 4, write: String };
const Y: CrowdAxis = { field: 'value', log: false, domain: [0, 1], cells: 2, write: String };
const at = (cost: number, value: number, group = 'a') => ({ cost, value, group });

describe('a crowd of marks', () => {
  test('is counted in cells, a decade each on a log scale', () => {
    const rows = [at(2, 0.1), at(5, 0.4), at(9.9, 0.49), at(20, 0.1), at(3, 0.6), at(2000, 0.9)];
    const cells = crowdOf(rows, X, Y, 'group');
    expect(
      cells.map(({ x_low, x_high, y_low, y_high, count }) => [x_low, x_high, y_low, y_high, count]),
    ).toEqual([
      [1, 10, 0, 0.5, 3],
      [10, 100, 0, 0.5, 1],
      [1, 10, 0.5, 1, 1],
      [1000, 1e4, 0.5, 1, 1],
    ]);
    expect(cells[0]).toMatchObject({ count_text: '3', x_text: '1 to 10', y_text: '0 to 0.5' });
  });

  test('has a cell for each group, and loses none at the ends of its axes', () => {
    const rows = [at(1, 0), at(1, 0, 'b'), at(1e4, 1), at(1e4, 1, 'b'), at(1e4, 1, 'b')];
    const cells = crowdOf(rows, X, Y, 'group');
    expect(cells.map(({ group, x_low, y_low, count }) => [group, x_low, y_low, count])).toEqual([
      ['a', 1, 0, 1],
      ['b', 1, 0, 1],
      ['a', 1000, 0.5, 1],
      ['b', 1000, 0.5, 2],
    ]);
  });

  test('is the stronger the more there are, and never clear', () => {
    const rows = [at(2, 0.1), ...Array.from({ length: 10 }, () => at(20, 0.1))];
    const many = Array.from({ length: 100 }, () => at(200, 0.1));
    const shades = crowdOf([...rows, ...many], X, Y, 'group').map(({ shade }) => Number(shade));
    // One, ten and a hundred are equally far apart.
    expect(shades).toHaveLength(3);
    const [one = 0, ten = 0, hundred = 0] = shades;
    expect(one).toBeGreaterThan(0.1);
    expect(hundred).toBeLessThan(1);
    expect(ten - one).toBeCloseTo(hundred - ten, 2);
    expect(ten).toBeGreaterThan(one);
    // Where every cell has one, no shade is a division by the logarithm of it.
    expect(crowdOf([at(2, 0.1)], X, Y, 'group')).toMatchObject([{ count: 1, shade: one }]);
  });

  test('of none is none', () => {
    expect(crowdOf([], X, Y, 'group')).toEqual([]);
  });
});

test('an even choice has both ends, and is all of what is short', () => {
  const items = Array.from({ length: 101 }, (_, index) => index);
  expect(evenly(items, 5)).toEqual([0, 25, 50, 75, 100]);
  expect(evenly(items, 101)).toEqual(items);
  expect(evenly([], 5)).toEqual([]);
});
