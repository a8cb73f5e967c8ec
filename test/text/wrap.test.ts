import { expect, test } from 'vitest';
import { shownLength, wrapText } from '../../src/text/fit.js';
import { paint } from '../../src/text/printable.js';

test('what fits stays as it is, to the last character', () => {
  expect(wrapText('one two\n  three\n', 7)).toBe('one two\n  three\n');
});

test('a longer line is broken between words, and goes on under its own start', () => {
  expect(wrapText('  one two three', 9)).toBe('  one two\n  three');
  expect(wrapText('one two three\nfour', 7)).toBe('one two\nthree\nfour');
});

test('a path that is longer than a line is left whole', () => {
  const path = `/${'x'.repeat(40)}/mlp.yaml`;
  expect(wrapText(`see ${path} there`, 20)).toBe(`see\n${path}\nthere`);
});

test('a place in a file is one word, spaces in its path too; the rest stands a little to the right', () => {
  expect(wrapText('my specs/a b.yaml:3:14: epochs is out of range; got 0', 30)).toBe(
    'my specs/a b.yaml:3:14: epochs\n  is out of range; got 0',
  );
});

test('a short text in quotes is not broken: it is there to be copied', () => {
  expect(wrapText('try sweep query "select * from trials" now', 30)).toBe(
    'try sweep query\n"select * from trials" now',
  );
});

test('colours take no room', () => {
  const red = `${paint('four', 'bad')} five`;
  expect(shownLength(red)).toBe(9);
  expect(wrapText(red, 9)).toBe(red);
  expect(wrapText(red, 8)).toBe(`${paint('four', 'bad')}\nfive`);
});

test('where there is no terminal nothing is broken', () => {
  const long = 'word '.repeat(100);
  expect(wrapText(long, Infinity)).toBe(long);
});

test('a number stays with its unit', () => {
  expect(wrapText('about 26 s left', 8)).toBe('about\n26 s\nleft');
  expect(wrapText('now 97.51 %, 5 seeds', 8)).toBe('now\n97.51 %,\n5 seeds');
});

test('spaces between columns stay, and so does the indent of a coloured line', () => {
  expect(wrapText('ok  wasm: on cpu', 12)).toBe('ok  wasm: on\ncpu');
  expect(wrapText('ok  wasm: on   cpu', 12)).toBe('ok  wasm: on\ncpu');
  expect(wrapText(paint('  from here', 'faint'), 8)).toBe(paint('  from\n  here', 'faint'));
});
