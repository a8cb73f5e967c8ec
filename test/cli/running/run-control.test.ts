import { expect, test } from 'vitest';
import { controlFrom } from '../../../src/cli/running/run-control.js';

const UNSET = {
  retries: undefined,
  timeoutSeconds: undefined,
  selection: undefined,
  maxTrials: undefined,
  failFast: false,
  budgetSeconds: undefined,
};

test('nothing said leaves all to the spec', () => {
  expect(controlFrom({}, {})).toEqual(UNSET);
  expect(controlFrom({}, { SWEEP_BUDGET: '', SWEEP_RETRIES: '', SWEEP_FAIL_FAST: '' })).toEqual(
    UNSET,
  );
});

test('flags are read', () => {
  const args = { retries: '0', timeout: '1h30m', 'max-trials': '7', budget: '90s' };
  expect(controlFrom({ ...args, 'retry-failed': true, 'fail-fast': true }, {})).toEqual({
    retries: 0,
    timeoutSeconds: 5400,
    selection: 'failed',
    maxTrials: 7,
    failFast: true,
    budgetSeconds: 90,
  });
  expect(controlFrom({ 'skip-failed': true }, {})).toEqual({ ...UNSET, selection: 'not-failed' });
});

test('a flag goes before its variable, and a variable that is wrong is named', () => {
  const env = {
    SWEEP_RETRIES: '3',
    SWEEP_TIMEOUT: '5m',
    SWEEP_MAX_TRIALS: '2',
    SWEEP_BUDGET: '1m',
    SWEEP_FAIL_FAST: '1',
  };
  expect(controlFrom({}, env)).toEqual({
    retries: 3,
    timeoutSeconds: 300,
    selection: undefined,
    maxTrials: 2,
    failFast: true,
    budgetSeconds: 60,
  });
  expect(controlFrom({ retries: '1', budget: '2m', 'keep-going': true }, env)).toMatchObject({
    retries: 1,
    budgetSeconds: 120,
    failFast: false,
  });
  expect(() => controlFrom({}, { SWEEP_BUDGET: '10' })).toThrow(
    'SWEEP_BUDGET: got "10"; expected a duration from 1s to 24d, such as 90s, 30m or 1h30m',
  );
  expect(() => controlFrom({}, { SWEEP_FAIL_FAST: 'yes' })).toThrow('SWEEP_FAIL_FAST: got "yes"');
  expect(() => controlFrom({ retries: '101' }, {})).toThrow(
    '--retries: got "101"; expected a whole number from 0 to 100',
  );
});

test('flags that contradict each other are refused', () => {
  expect(() => controlFrom({ 'fail-fast': true, 'keep-going': true }, {})).toThrow(
    '--fail-fast: got --keep-going too; expected one of them; delete one',
  );
  expect(() => controlFrom({ 'retry-failed': true, 'skip-failed': true }, {})).toThrow(
    '--retry-failed: got --skip-failed too',
  );
});
