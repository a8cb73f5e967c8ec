import { expect, test } from 'vitest';
import { fitColumns, uprightRows } from '../../src/text/fit.js';

const TITLES = ['name', 'a', 'b', 'c'];
// Side by side with two spaces between: 10 + 2 + 4 + 2 + 20 + 2 + 3 = 43.
const WIDTHS = [10, 4, 20, 3];

test('all columns are shown where a line has room for them, to the last character', () => {
  expect(fitColumns(TITLES, WIDTHS, { width: 43, optional: ['a', 'b'] })).toEqual({
    kind: 'table',
    columns: [0, 1, 2, 3],
    leftOut: [],
  });
});

test('the least important goes first', () => {
  // 43 - 4 - 2 = 37.
  expect(fitColumns(TITLES, WIDTHS, { width: 42, optional: ['a', 'b'] })).toEqual({
    kind: 'table',
    columns: [0, 2, 3],
    leftOut: ['a'],
  });
});

test('one that finds room when a wider one had to go is taken back', () => {
  // Without b: 10 + 2 + 4 + 2 + 3 = 21.
  expect(fitColumns(TITLES, WIDTHS, { width: 30, optional: ['a', 'b'] })).toEqual({
    kind: 'table',
    columns: [0, 1, 3],
    leftOut: ['b'],
  });
});

test('where that is not enough, or none may go, rows stand upright', () => {
  // Without a and b: 10 + 2 + 3 = 15.
  expect(fitColumns(TITLES, WIDTHS, { width: 15, optional: ['a', 'b'] }).kind).toBe('table');
  expect(fitColumns(TITLES, WIDTHS, { width: 14, optional: ['a', 'b'] }).kind).toBe('upright');
  expect(fitColumns(TITLES, WIDTHS, { width: 42 }).kind).toBe('upright');
});

test('an upright row has a line for each cell, and wraps a long one under its start', () => {
  expect(
    uprightRows(
      ['id', 'error'],
      [
        ['1', 'it took too long'],
        ['2', ''],
      ],
      16,
    ),
  ).toBe('id     1\nerror  it took\n       too long\n\nid     2\nerror');
});
