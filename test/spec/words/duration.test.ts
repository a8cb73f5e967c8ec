import { expect, test } from 'vitest';
import { parseDuration } from '../../../src/spec/words/duration.js';

test.each([
  ['90s', 90],
  ['30m', 1_800],
  ['1h30m', 5_400],
  ['1.5h', 5_400],
  ['24d', 2_073_600],
  ['1d1h1m1s', 90_061],
])('%s is %i seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(['', '30', 'm', '30 m', '-5m', '0s', '25d', '1m1h', '30min', '1e3s'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);
