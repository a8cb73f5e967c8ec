import { epochMetrics } from './epoch-metrics.js';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimTrials } from '../../src/store/claims.js';
import { readStatuses } from '../../src/store/read.js';
import {
  recordEngine,
  recordEpoch,
  recordJobEnd,
  recordTrialEnd,
  type JobEnd,
  type JobEngine,
} from '../../src/store/results.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import { AlreadyRunningError, StoreError } from '../../src/store/store-error.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
beforeEach(() => {
  store = testStore();
});
afterEach(() => store.remove());

const EPOCH = epochMetrics();
const TEST = { test_loss: 1, test_accuracy: 0.5 };
const END: JobEnd = { status: 'completed', times: null, flop: null, trialSeconds: new Map() };
const ENGINE: JobEngine = {
  engine: 'wasm',
  engine_version: '4',
  library: 'none',
  device: 'cpu',
  device_name: null,
  threads: 1,
  peak_flops_per_second: null,
};
const first = planned('first', [row('a'), row('b')], [0]);

describe('beginRun', () => {
  it('refuses a sweep that a live process runs, with its pid', () => {
    store.living.add(1).add(2);
    beginRun(store.writer(), first, holder(1));
    expect(() => beginRun(store.writer(), first, holder(2))).toThrow(AlreadyRunningError);
    expect(() => beginRun(store.writer(), first, holder(2))).toThrow(/process 1 on here/);
  });

  it('takes a sweep over whose process is gone; what that left running is interrupted', () => {
    store.living.add(1).add(2);
    const dead = store.writer();
    const run = beginRun(dead, first, holder(1));
    claimTrials(dead, run, ['a/0'], 'layers', holder(1));
    recordEpoch(dead, 1, 'a/0', EPOCH);
    store.living.delete(1);
    const writer = store.writer();
    beginRun(writer, first, holder(2));
    expect(readStatuses(writer.db, ['a/0', 'b/0'])).toEqual(
      new Map([
        ['a/0', 'interrupted'],
        ['b/0', 'pending'],
      ]),
    );
    expect(writer.db.prepare('SELECT status, finished IS NOT NULL AS f FROM jobs').all()).toEqual([
      { status: 'interrupted', f: 1 },
    ]);
  });

  it('keeps the results of a trial that the spec dropped, and finds them when it returns', () => {
    store.living.add(1);
    const writer = store.writer();
    let run = beginRun(writer, first, holder(1));
    const claim = claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    recordTrialEnd(writer, claim.state === 'claimed' ? claim.job : 0, 'a/0', {
      status: 'completed',
      test: TEST,
    });
    endRun(writer, run);
    const trials = () => writer.db.prepare('SELECT trial, status FROM trials').all();

    run = beginRun(writer, planned('first', [row('b')], [0]), holder(1));
    endRun(writer, run);
    expect(trials()).toEqual([{ trial: 'b/0', status: 'pending' }]);

    beginRun(writer, first, holder(1));
    expect(trials()).toEqual([
      { trial: 'a/0', status: 'completed' },
      { trial: 'b/0', status: 'pending' },
    ]);
  });
});

describe('claimTrials', () => {
  it('gives a trial that two sweeps share to one of them; the other is told who has it', () => {
    store.living.add(1).add(2);
    const [one, two] = [store.writer(), store.writer()];
    const runOne = beginRun(one, first, holder(1));
    const runTwo = beginRun(two, planned('second', [row('a')], [0]), holder(2));
    expect(claimTrials(one, runOne, ['a/0'], 'layers', holder(1)).state).toBe('claimed');
    expect(claimTrials(two, runTwo, ['a/0'], 'layers', holder(2))).toEqual({
      state: 'held',
      pid: 1,
      host: 'here',
    });
    recordTrialEnd(one, 1, 'a/0', { status: 'completed', test: TEST });
    expect(claimTrials(two, runTwo, ['a/0'], 'layers', holder(2)).state).toBe('settled');
    const rows = two.db
      .prepare("SELECT sweep, status, attempts FROM trials WHERE trial = 'a/0'")
      .all();
    expect(rows).toEqual([
      { sweep: 'first', status: 'completed', attempts: 1 },
      { sweep: 'second', status: 'completed', attempts: 1 },
    ]);
  });

  it('takes a trial from a process that has died, even of another sweep', () => {
    store.living.add(1).add(2);
    const [one, two] = [store.writer(), store.writer()];
    const runOne = beginRun(one, first, holder(1));
    claimTrials(one, runOne, ['a/0'], 'layers', holder(1));
    const runTwo = beginRun(two, planned('second', [row('a')], [0]), holder(2));
    store.living.delete(1);
    expect(claimTrials(two, runTwo, ['a/0'], 'layers', holder(2)).state).toBe('claimed');
  });

  it('gives nothing to a run that was given up for dead, and takes nothing from it', () => {
    store.living.add(1).add(2);
    const [one, two] = [store.writer(), store.writer()];
    const runOne = beginRun(one, first, holder(1));
    claimTrials(one, runOne, ['a/0'], 'layers', holder(1));
    store.living.delete(1);
    const runTwo = beginRun(two, first, holder(2));
    const claim = claimTrials(two, runTwo, ['a/0'], 'layers', holder(2));
    // It was only silent, and wakes up.
    store.living.add(1);
    expect(() => claimTrials(one, runOne, ['b/0'], 'layers', holder(1))).toThrow(
      /took over this run/,
    );
    for (const write of [
      () => recordEngine(one, 1, ENGINE),
      () => recordEpoch(one, 1, 'a/0', { ...EPOCH, epoch: 7 }),
      () => recordTrialEnd(one, 1, 'a/0', { status: 'completed', test: TEST }),
      () => recordJobEnd(one, 1, END),
    ]) {
      expect(write).toThrow(/took over this run/);
    }
    expect(two.db.prepare('SELECT status FROM jobs ORDER BY id').pluck().all()).toEqual([
      'interrupted',
      'running',
    ]);
    expect(two.db.prepare('SELECT count(*) FROM stored_epochs').pluck().get()).toBe(0);
    expect(readStatuses(two.db, ['a/0', 'b/0'])).toEqual(
      new Map([
        ['a/0', 'running'],
        ['b/0', 'pending'],
      ]),
    );
    expect(claim.state).toBe('claimed');
  });

  it('keeps with a trial the version and the commit that trained it', () => {
    store.living.add(1);
    const writer = store.writer();
    const run = beginRun(
      writer,
      planned('first', [row('a')], [0], { version: '1.0.0', git_commit: 'old' }),
      holder(1),
    );
    const claim = claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    recordTrialEnd(writer, claim.state === 'claimed' ? claim.job : 0, 'a/0', {
      status: 'completed',
      test: TEST,
    });
    endRun(writer, run);
    beginRun(
      writer,
      planned('first', [row('a')], [0], { version: '2.0.0', git_commit: 'new' }),
      holder(1),
    );
    expect(writer.db.prepare('SELECT version, git_commit FROM trials').all()).toEqual([
      { version: '1.0.0', git_commit: 'old' },
    ]);
  });

  it('starts a trial anew: no epoch of the interrupted attempt stays, the attempt does', () => {
    store.living.add(1);
    const writer = store.writer();
    let run = beginRun(writer, first, holder(1));
    claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    recordEpoch(writer, 1, 'a/0', EPOCH);
    endRun(writer, run);
    run = beginRun(writer, first, holder(1));
    claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    expect(writer.db.prepare('SELECT count(*) FROM stored_epochs').pluck().get()).toBe(0);
    expect(writer.db.prepare('SELECT attempt, status FROM attempts ORDER BY id').all()).toEqual([
      { attempt: 1, status: 'interrupted' },
      { attempt: 2, status: 'running' },
    ]);
  });

  it('forgets where the model of an earlier attempt was kept', () => {
    store.living.add(1);
    const writer = store.writer();
    const run = beginRun(writer, first, holder(1));
    writer.db.exec("UPDATE stored_trials SET status = 'failed', model = 'models/x/model.json'");
    claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    expect(writer.db.prepare('SELECT id, model FROM stored_trials ORDER BY id').all()).toEqual([
      { id: 'a/0', model: null },
      { id: 'b/0', model: 'models/x/model.json' },
    ]);
  });

  it('does not touch a trial that has its result, diverged ones included', () => {
    store.living.add(1);
    const writer = store.writer();
    const run = beginRun(writer, first, holder(1));
    claimTrials(writer, run, ['a/0', 'b/0'], 'layers', holder(1));
    recordTrialEnd(writer, 1, 'a/0', { status: 'diverged', error: 'NaN' });
    recordTrialEnd(writer, 1, 'b/0', { status: 'failed', error: 'no', log: 'last words' });
    expect(claimTrials(writer, run, ['a/0', 'b/0'], 'layers', holder(1))).toMatchObject({
      state: 'claimed',
      trials: ['b/0'],
    });
  });
});

describe('a result that cannot be stored is an error', () => {
  let writer: Writer;
  beforeEach(() => {
    store.living.add(1);
    writer = store.writer();
    const run = beginRun(writer, first, holder(1));
    claimTrials(writer, run, ['a/0', 'b/0'], 'layers', holder(1));
  });
  const writes: readonly (readonly [string, () => void])[] = [
    ['an epoch', () => recordEpoch(writer, 1, 'a/0', EPOCH)],
    ['a result', () => recordTrialEnd(writer, 1, 'a/0', { status: 'completed', test: TEST })],
    ['a failure', () => recordTrialEnd(writer, 1, 'a/0', { status: 'failed', error: '', log: '' })],
  ];

  it.each(writes)('%s of a trial that somebody has taken from the job', (_, write) => {
    writer.db.exec("UPDATE stored_trials SET job_id = NULL WHERE id = 'a/0'");
    expect(write).toThrow(StoreError);
    expect(write).toThrow(/a result of trial a\/0 cannot be stored/);
    expect(readStatuses(writer.db, ['a/0'])).toEqual(new Map([['a/0', 'running']]));
    // That of its neighbour can.
    recordTrialEnd(writer, 1, 'b/0', { status: 'completed', test: TEST });
    expect(readStatuses(writer.db, ['b/0'])).toEqual(new Map([['b/0', 'completed']]));
  });

  it.each(writes)('%s of a trial that has ended', (_, write) => {
    recordTrialEnd(writer, 1, 'a/0', { status: 'diverged', error: 'NaN' });
    expect(write).toThrow(/a result of trial a\/0 cannot be stored/);
    expect(readStatuses(writer.db, ['a/0'])).toEqual(new Map([['a/0', 'diverged']]));
  });

  it.each([...writes, ['the end of a job', () => recordJobEnd(writer, 1, END)] as const])(
    '%s where the file was removed: on Unix it can still be written',
    (_, write) => {
      rmSync(store.path);
      expect(write).toThrow(/was removed while the sweep ran/);
    },
  );
});

describe('recordJobEnd', () => {
  it('makes FLOP/s of counted training FLOP and train seconds, without load and evaluation', () => {
    store.living.add(1);
    const writer = store.writer();
    const run = beginRun(writer, first, holder(1));
    claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    recordJobEnd(writer, 1, {
      status: 'completed',
      times: {
        load_seconds: 5,
        compile_seconds: 1,
        train_seconds: 4,
        evaluate_seconds: 2,
        compilation: null,
      },
      flop: 2n ** 60n,
      trialSeconds: new Map([['a/0', 6]]),
    });
    const job = writer.db.prepare('SELECT flop, flops_per_second FROM jobs').safeIntegers().get();
    expect(job).toEqual({ flop: 2n ** 60n, flops_per_second: 2 ** 58 });
    expect(writer.db.prepare("SELECT seconds FROM trials WHERE trial = 'a/0'").pluck().get()).toBe(
      6,
    );
  });
});
