import { epochMetrics } from './epoch-metrics.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimTrials } from '../../src/store/claims.js';
import { NONE_GONE } from '../../src/store/holder.js';
import { readFailures, readSummaries, readSweep } from '../../src/store/read.js';
import {
  recordEpoch,
  recordJobEnd,
  recordTrialEnd,
  type TrialEnd,
} from '../../src/store/results.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { COMPARED_COLUMNS } from '../../src/trial/records.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
});
afterEach(() => store.remove());

const COMPLETED: TrialEnd = {
  status: 'completed',
  test: { test_loss: 1, test_accuracy: 0.5 },
};
const failed = (log: string): TrialEnd => ({ status: 'failed', error: 'it broke', log });

/** Trains the trials one by one for so many epochs, in a job each. */
function train(run: number, ends: Readonly<Record<string, TrialEnd>>, epochs = 2): void {
  for (const [trial, end] of Object.entries(ends)) {
    const claim = claimTrials(writer, run, [trial], 'layers', holder(1));
    if (claim.state !== 'claimed') throw new Error(claim.state);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const share = { accuracy: 0.1 * epoch, val_accuracy: 0.1 * epoch };
      recordEpoch(writer, claim.job, trial, epochMetrics({ epoch, ...share }));
    }
    recordTrialEnd(writer, claim.job, trial, end);
    recordJobEnd(writer, claim.job, {
      ...{ status: 'completed', times: null, flop: null },
      trialSeconds: new Map(),
    });
  }
}

describe('a sweep of which some trials went wrong', () => {
  beforeEach(() => {
    let run = beginRun(
      writer,
      planned(
        's',
        [row('a'), row('b', { hidden: '20' }), row('c', { skipped: 'flops < 1' })],
        [0, 1],
      ),
      holder(1),
    );
    train(run, { 'a/0': failed('first words'), 'a/1': COMPLETED, 'b/0': COMPLETED });
    train(run, { 'a/0': failed('last words') });
    endRun(writer, run);
    // Another sweep's failure is its own.
    run = beginRun(writer, planned('other', [row('d')], [0]), holder(1));
    train(run, { 'd/0': failed('not of s') }, 1);
    endRun(writer, run);
  });

  it('is read with its last words alone, of what went wrong', () => {
    const { attempts } = readSweep(writer.db, 's') ?? { attempts: [] };
    expect(attempts).toMatchObject([
      { trial: 'a/0', attempt: 2, status: 'failed', error: 'it broke', log: 'last words' },
    ]);
    expect(readFailures(writer.db, 's')).toMatchObject({
      sweep: 's',
      trials: 6,
      wrong: [{ trial: 'a/0', configuration: 'a', seed: 0, status: 'failed', error: 'it broke' }],
      attempts,
    });
    // What a constraint leaves out is not trained, and gives no other one a longer name.
    const names = readFailures(writer.db, 's')?.configurations.map((item) => item.configuration);
    expect(names?.sort()).toEqual(['a', 'b']);
    expect(readFailures(writer.db, 'none')).toBeUndefined();
  });

  it('gives the epochs of those configurations that are asked for', () => {
    const epochs = readSweep(writer.db, 's', NONE_GONE, ['epochs'])?.epochs;
    expect(epochs?.trained).toEqual([
      { trial: 'a/0', configuration: 'a' },
      { trial: 'a/1', configuration: 'a' },
      { trial: 'b/0', configuration: 'b' },
    ]);
    const view = writer.db.prepare('SELECT * FROM epochs WHERE sweep = ? AND configuration = ?');
    expect(epochs?.of(['b', 'unknown'])).toEqual(view.all('s', 'b'));
    expect(epochs?.of(['b'])).toHaveLength(2);
    expect(epochs?.of(['a', 'b'])).toHaveLength(6);
    expect(epochs?.of([])).toEqual([]);
  });

  it('has every job that tried one of its trials, and no other', () => {
    const { jobs } = readSweep(writer.db, 's', NONE_GONE, ['jobs']) ?? { jobs: [] };
    expect(jobs.map(({ job }) => job)).toEqual([1, 2, 3, 4]);
  });

  it('is read with nothing that was not asked for, and compared by a part of its rows', () => {
    const stored = readSweep(writer.db, 's', NONE_GONE, ['compared']);
    expect(Object.keys(stored ?? {})).toEqual(['sweep', 'compared']);
    const whole = readSweep(writer.db, 's')?.trials ?? [];
    expect(whole).toHaveLength(6);
    expect(stored?.compared).toEqual(
      whole.map((trial) => Object.fromEntries(COMPARED_COLUMNS.map((name) => [name, trial[name]]))),
    );
  });

  it('has the summary alone that the list of all has', () => {
    const all = readSummaries(writer.db);
    expect(all.map(({ sweep }) => sweep).sort()).toEqual(['other', 's']);
    expect(readSummaries(writer.db, NONE_GONE, 's')).toEqual(
      all.filter(({ sweep }) => sweep === 's'),
    );
    expect(readSummaries(writer.db, NONE_GONE, 'none')).toEqual([]);
  });
});

it('integers beyond 2^53 are read exactly, those within as numbers', () => {
  const flops = 2n ** 60n + 1n;
  beginRun(writer, planned('s', [row('a', { flops, params: 2n ** 53n - 1n })], [0]), holder(1));
  expect(readSweep(writer.db, 's')?.trials).toMatchObject([{ flops, params: 2 ** 53 - 1 }]);
});
