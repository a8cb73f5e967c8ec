import { blameOf } from '../fakes.js';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/pool/protocol.js';
import { explainOutcome } from '../../../src/run/executing/outcome-text.js';

const explain = (outcome: object) => explainOutcome({ log: [], ...outcome } as unknown as Outcome);

test('an end without a result says what happened and is failed, timeout or interrupted', () => {
  expect(explain({ state: 'crashed', code: 7, signal: null })).toEqual({
    status: 'failed',
    error: 'the worker exited with code 7 before it had a result',
  });
  expect(explain({ state: 'crashed', code: null, signal: 'SIGKILL' })).toEqual({
    status: 'failed',
    error: 'the worker was killed (SIGKILL): out of memory, or killed by hand',
  });
  expect(explain({ state: 'crashed', code: null, signal: 'SIGSEGV' }).error).toContain('SIGSEGV');
  expect(explain({ state: 'threw', error: { name: 'RangeError', message: 'too much' } })).toEqual({
    status: 'failed',
    error: 'RangeError: too much',
  });
  expect(explain({ state: 'timeout', afterMs: 1500 })).toEqual({
    status: 'timeout',
    error: 'it took longer than 1.5 s (run.timeout) and was stopped',
  });
  expect(explainOutcome({ log: [], state: 'timeout', afterMs: 8000 }, 4).error).toBe(
    'it took longer than 8 s (run.timeout for each of the 4 trained together) and was stopped',
  );
  for (const name of ['Error', 'MemoryError']) {
    const error = { name, message: 'why', ...blameOf(name) };
    expect(explain({ state: 'threw', error }).error).toBe('why');
  }
  // Of the machine, not of the trial.
  expect(
    explain({
      state: 'threw',
      error: { name: 'EngineError', blame: 'environment', message: 'no gpu' },
    }),
  ).toEqual({
    status: 'interrupted',
    error: 'no gpu',
  });
  expect(explain({ state: 'cancelled' }).status).toBe('interrupted');
  expect(explain({ state: 'withdrawn' }).status).toBe('interrupted');
});
