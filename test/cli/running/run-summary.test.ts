import { expect, test } from 'vitest';
import { finishText } from '../../../src/cli/running/run-summary.js';
import type { RunControl } from '../../../src/run/options.js';
import type { RunSummary } from '../../../src/run/executing/run-sweep.js';
import type { StoredSweep } from '../../../src/store/read.js';

const SUMMARY: RunSummary = {
  sweep: 'tiny',
  trials: { completed: 3 },
  ran: 3,
  chosen: 3,
  failed: 0,
  remaining: 0,
  seconds: 12,
  end: { reason: 'completed' },
};
const NOTHING = {
  sweep: { objectives: [{ name: 'val_accuracy', goal: 'maximize' }] },
  trials: [],
} as unknown as StoredSweep;

/** The line that says what was done. */
function done(summary: Partial<RunSummary>, control: RunControl = {}): string {
  const place = { database: 'x.db', page: 'x.html', spec: 'tiny.yaml', control };
  const lines = finishText({ ...SUMMARY, ...summary }, NOTHING, place).split('\n');
  return lines[lines.indexOf('Page: x.html') - 1] ?? '';
}

test('a run that has done all says no more', () => {
  expect(done({})).toBe('tiny: trained 3 trials in 12 s (3 completed).');
  expect(done({ ran: 0, chosen: 0 })).toMatch(/^Nothing to train: every trial of tiny has a/);
});

test('failed trials are tried again by the same command', () => {
  expect(done({ trials: { completed: 2, failed: 1 }, ran: 2, failed: 1, remaining: 1 })).toBe(
    'tiny: trained 2 trials in 12 s (2 completed, 1 failed). The same command retries the remaining 1.',
  );
});

test('what a limit leaves is said with the limit', () => {
  const rest = { trials: { pending: 5, completed: 3 }, remaining: 5 } as const;
  expect(done(rest, { maxTrials: 3 })).toContain(
    '5 remain (--max-trials 3); the same command resumes.',
  );
  expect(
    done({ ...rest, end: { reason: 'budget', reached: true } }, { budgetSeconds: 90 }),
  ).toContain('Budget of 1 min 30 s reached: 5 remain; the same command resumes.');
  expect(
    done({ ...rest, end: { reason: 'budget', reached: false } }, { budgetSeconds: 90 }),
  ).toContain('No further job is expected to fit the budget of 1 min 30 s: 5 remain');
});

test('a limit that held nothing back is not the reason', () => {
  // One trial in all, which took too long: the limit of one is used up, and nothing waits for it.
  const late = { trials: { timeout: 1 }, ran: 0, chosen: 1, failed: 1, remaining: 1 } as const;
  expect(done(late, { maxTrials: 1 })).toMatch(
    / \(1 timeout\)\. The same command retries the remaining 1\.$/,
  );
  const two = { ...late, trials: { timeout: 1, pending: 1 }, remaining: 2 } as const;
  expect(done(two, { maxTrials: 1 })).toContain('2 remain (--max-trials 1); the same command');
});

test('with --retry-failed, the limit is the reason only where it left something that failed', () => {
  const some = { trials: { failed: 2, pending: 4, completed: 1 }, ran: 1, chosen: 1 } as const;
  expect(done({ ...some, remaining: 6 }, { selection: 'failed', maxTrials: 1 })).toContain(
    '6 remain (--max-trials 1); the same command resumes.',
  );
  const none = { trials: { pending: 4, completed: 1 }, ran: 1, chosen: 1 } as const;
  expect(done({ ...none, remaining: 4 }, { selection: 'failed', maxTrials: 1 })).toContain(
    '4 remain that had not failed; omit --retry-failed to train them.',
  );
  const stopped = { ...none, trials: { pending: 4, completed: 1, interrupted: 1 } } as const;
  expect(done({ ...stopped, remaining: 5 }, { selection: 'failed', maxTrials: 1 })).toContain(
    '5 remain (--max-trials 1); the same command resumes.',
  );
});

test('the first failure is named, with how to go on', () => {
  const trial = { trial: 'x', name: '50-50', seed: 3, flops: 1n };
  const end = { reason: 'failure', trial, error: 'it broke' } as const;
  expect(
    done({ trials: { failed: 1, pending: 1, completed: 1 }, ran: 1, failed: 1, remaining: 2, end }),
  ).toContain('Stopped at the first failure, 50-50 seed 3: it broke (--fail-fast). 2 remain;');
});

test('what was not asked for is said', () => {
  expect(
    done({ trials: { failed: 2, completed: 3 }, remaining: 2 }, { selection: 'not-failed' }),
  ).toContain('2 that failed or timed out earlier were skipped (--skip-failed).');
  expect(
    done({ trials: { pending: 4, completed: 3 }, remaining: 4 }, { selection: 'failed' }),
  ).toContain('4 remain that had not failed; omit --retry-failed to train them.');
  expect(
    done({ trials: { pending: 4 }, ran: 0, chosen: 0, remaining: 4 }, { selection: 'failed' }),
  ).toBe(
    'Nothing to train: these options select no trial of tiny (4 pending). 4 remain that had not failed; omit --retry-failed to train them.',
  );
});
