import { expect, test } from 'vitest';
import { requireControl } from '../../../src/run/planning/control.js';

test.each([
  [{ retries: -1 }, 'Expected `retries` to be an integer from 0 to 100, got -1'],
  [{ maxTrials: 0 }, 'Expected `maxTrials` to be an integer from 1 and up, got 0'],
  [{ maxTrials: 1.5 }, 'got 1.5'],
  [{ budgetSeconds: 0 }, 'Expected `budgetSeconds` to be seconds above 0'],
  [{ timeoutSeconds: NaN }, 'got NaN'],
  // A longer timer of Node fires at once.
  [{ budgetSeconds: 1e7 }, 'got 10000000'],
])('%j is refused', (control, message) => {
  expect(() => requireControl(control)).toThrow(RangeError);
  expect(() => requireControl(control)).toThrow(message);
});

test('what is left out, and the least of each, is fine', () => {
  requireControl({});
  requireControl({ retries: 0, maxTrials: 1, budgetSeconds: 0.1, timeoutSeconds: 0.1 });
});
