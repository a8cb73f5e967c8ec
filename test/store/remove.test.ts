import { epochMetrics } from './epoch-metrics.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimTrials } from '../../src/store/claims.js';
import { recordLatencies } from '../../src/store/models.js';
import { planRemoval, type RemovalRequest } from '../../src/store/plan-removal.js';
import { readPastJobs, readSummaries, readTrials } from '../../src/store/read.js';
import { removeStored } from '../../src/store/remove.js';
import {
  recordEngine,
  recordEpoch,
  recordJobEnd,
  recordTrialEnd,
} from '../../src/store/results.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import { AlreadyRunningError } from '../../src/store/store-error.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, latency, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
});
afterEach(() => store.remove());

const EPOCH = epochMetrics();
const ENGINE = {
  engine: 'wasm',
  engine_version: '4',
  library: 'none',
  device: 'cpu',
  device_name: null,
  threads: 1,
  peak_flops_per_second: null,
};
const asked = (request: Partial<RemovalRequest>): RemovalRequest => {
  return { sweeps: [], trials: [], old: [], ...request };
};

/** Trains trials of a sweep in one job to their end. */
function train(sweep: Parameters<typeof beginRun>[1], trials: readonly string[]): void {
  const run = beginRun(writer, sweep, holder(1));
  if (trials.length > 0) {
    const claim = claimTrials(writer, run, trials, 'layers', holder(1));
    if (claim.state !== 'claimed') throw new Error(claim.state);
    recordEngine(writer, claim.job, ENGINE);
    for (const trial of trials) {
      recordEpoch(writer, claim.job, trial, EPOCH);
      recordTrialEnd(writer, claim.job, trial, {
        status: 'completed',
        test: { test_loss: 1, test_accuracy: 0.5 },
      });
    }
    recordJobEnd(writer, claim.job, {
      status: 'completed',
      times: {
        load_seconds: 1,
        compile_seconds: 1,
        train_seconds: 4,
        evaluate_seconds: 1,
        compilation: null,
      },
      flop: 100n,
      trialSeconds: new Map(trials.map((trial) => [trial, 1])),
    });
  }
  endRun(writer, run);
}

const count = (table: string): unknown =>
  writer.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
const counts = (): Record<string, unknown> =>
  Object.fromEntries(
    [
      'sweeps',
      'runs',
      'jobs',
      'stored_trials',
      'attempts',
      'stored_epochs',
      'stored_configurations',
      'sweep_configurations',
      'sweep_trials',
    ].map((table) => [table, count(table)]),
  );

const first = planned('first', [row('a'), row('b')], [0, 1]);

describe('removing a sweep', () => {
  it('leaves nothing of a sweep that is alone', () => {
    train(first, ['a/0', 'a/1']);
    const removal = removeStored(writer, asked({ sweeps: ['first'] }));
    expect(removal.removed).toEqual(['a/0', 'a/1', 'b/0', 'b/1']);
    expect(new Set(Object.values(counts()))).toEqual(new Set([0]));
    expect(writer.db.pragma('foreign_key_check')).toEqual([]);
  });

  it('keeps what another sweep has, with where and how it was trained', () => {
    train(first, ['a/0', 'b/0']);
    train(planned('second', [row('a')], [0]), []);
    const before = readTrials(writer.db, 'second');
    expect(readPastJobs(writer.db, 'here', 9)).toHaveLength(1);
    const removal = removeStored(writer, asked({ sweeps: ['first'] }));
    expect([removal.removed, removal.kept]).toEqual([['a/1', 'b/0', 'b/1'], ['a/0']]);
    expect(readTrials(writer.db, 'second')).toEqual(before);
    expect(before).toMatchObject([{ trial: 'a/0', engine: 'wasm', flops_per_second: 25 }]);
    // The job trained two trials: of the one that is left the time is not known.
    expect(counts()).toMatchObject({ sweeps: 1, jobs: 1, attempts: 1, stored_configurations: 1 });
    expect(readPastJobs(writer.db, 'here', 9)).toEqual([]);
  });

  it('keeps also what another sweep only used to want', () => {
    train(planned('second', [row('a')], [0]), ['a/0']);
    train(planned('second', [row('b')], [0]), []);
    train(first, []);
    expect(removeStored(writer, asked({ sweeps: ['first'] })).kept).toEqual(['a/0', 'b/0']);
    train(planned('second', [row('a')], [0]), []);
    expect(readTrials(writer.db, 'second')).toMatchObject([{ status: 'completed' }]);
  });

  it('makes a named trial that another sweep has pending, and does not say that it stays', () => {
    train(first, ['a/0', 'b/0']);
    train(planned('second', [row('a')], [0, 1]), ['a/1']);
    const removal = removeStored(writer, asked({ sweeps: ['first'], trials: ['a/0'] }));
    expect(removal).toMatchObject({ removed: ['b/0', 'b/1'], reset: ['a/0'], kept: ['a/1'] });
    expect(readTrials(writer.db, 'second')).toMatchObject([
      { trial: 'a/0', status: 'pending' },
      { trial: 'a/1', status: 'completed' },
    ]);
  });

  it('gives its runs to the sweep that wants what they trained, of two the older', () => {
    train(planned('dropped', [row('a')], [0]), []);
    train(planned('dropped', [row('b')], [0]), []);
    train(first, ['a/0']);
    train(planned('older', [row('a')], [0]), []);
    train(planned('newer', [row('a')], [0]), []);
    const owner = (): unknown =>
      writer.db
        .prepare(
          `SELECT s.sweep FROM jobs j JOIN runs r ON r.id = j.run_id
           JOIN sweeps s ON s.id = r.sweep_id`,
        )
        .pluck()
        .all();
    expect(owner()).toEqual(['first']);
    removeStored(writer, asked({ sweeps: ['first'] }));
    expect(owner()).toEqual(['older']);
    removeStored(writer, asked({ sweeps: ['older'] }));
    expect(owner()).toEqual(['newer']);
    removeStored(writer, asked({ sweeps: ['newer'] }));
    expect(owner()).toEqual(['dropped']);
  });

  it('is refused while a live process runs it, and changes nothing', () => {
    train(first, ['a/0']);
    beginRun(writer, first, holder(1));
    const before = counts();
    expect(() => removeStored(writer, asked({ sweeps: ['first'] }))).toThrow(AlreadyRunningError);
    expect(counts()).toEqual(before);
    store.living.delete(1);
    removeStored(writer, asked({ sweeps: ['first'] }));
    expect(count('sweeps')).toBe(0);
  });
});

describe('removing a result', () => {
  it('makes the trial pending, as if it had never been tried', () => {
    train(first, ['a/0']);
    train(first, ['a/1']);
    const untouched = readTrials(writer.db, 'first').find(({ trial }) => trial === 'b/0');
    removeStored(writer, asked({ trials: ['a/0'] }));
    const [trial, other] = readTrials(writer.db, 'first');
    expect(trial).toEqual({ ...untouched, trial: 'a/0', configuration: 'a', seed: 0 });
    expect(other).toMatchObject({ trial: 'a/1', status: 'completed' });
    expect(counts()).toMatchObject({ jobs: 1, attempts: 1, stored_epochs: 1, stored_trials: 4 });
    expect(planRemoval(writer.db, asked({ trials: ['a/0'] })).reset).toEqual([]);
  });

  it('takes what was measured of its model, and of no other', () => {
    train(first, ['a/0', 'a/1']);
    recordLatencies(writer, [latency('a/0'), latency('a/0', { batch: 8 }), latency('a/1')]);
    removeStored(writer, asked({ trials: ['a/0'] }));
    expect(writer.db.prepare('SELECT trial_id FROM stored_latencies').pluck().all()).toEqual([
      'a/1',
    ]);
  });

  it('takes the attempts of a trial that is pending', () => {
    train(first, ['a/0']);
    writer.db.exec("UPDATE stored_trials SET status = 'pending', accuracy = NULL");
    expect(removeStored(writer, asked({ trials: ['a/0', 'a/1'] })).reset).toEqual(['a/0']);
    expect(counts()).toMatchObject({ attempts: 0, jobs: 0, stored_epochs: 0, stored_trials: 4 });
  });

  it('is refused while a live process trains it, also for another sweep', () => {
    train(first, []);
    const run = beginRun(writer, planned('second', [row('a')], [0]), holder(1));
    claimTrials(writer, run, ['a/0'], 'layers', holder(1));
    expect(() => removeStored(writer, asked({ trials: ['a/0'] }))).toThrow(
      /the sweep second is already running \(process 1 on here/,
    );
  });
});

describe('removing old trials', () => {
  const narrowed = planned('first', [row('b')], [0]);

  it('takes what the spec dropped, and only that', () => {
    train(first, ['a/0', 'b/0']);
    train(narrowed, []);
    const removal = removeStored(writer, asked({ old: ['first'] }));
    expect(removal.removed).toEqual(['a/0', 'a/1', 'b/1']);
    expect(readSummaries(writer.db)).toMatchObject([{ sweep: 'first', trials: 1, completed: 1 }]);
    expect(counts()).toMatchObject({ stored_trials: 1, stored_configurations: 1, jobs: 1 });
  });

  it('keeps one that another sweep wants', () => {
    train(first, ['a/0']);
    train(planned('second', [row('a')], [0]), []);
    train(narrowed, []);
    expect(removeStored(writer, asked({ old: ['first'] }))).toMatchObject({
      removed: ['a/1', 'b/1'],
      kept: ['a/0'],
    });
    expect(readTrials(writer.db, 'second')).toMatchObject([{ status: 'completed' }]);
  });

  it('is refused while a live process runs the sweep, if there is one to take', () => {
    train(first, ['a/0']);
    const run = beginRun(writer, first, holder(1));
    // Nothing is old yet, so that nothing is taken from the one that runs.
    expect(removeStored(writer, asked({ old: ['first'] })).removed).toEqual([]);
    endRun(writer, run);
    beginRun(writer, narrowed, holder(1));
    const before = counts();
    expect(() => removeStored(writer, asked({ old: ['first'] }))).toThrow(AlreadyRunningError);
    expect(counts()).toEqual(before);
    store.living.delete(1);
    expect(removeStored(writer, asked({ old: ['first'] })).removed).toEqual(['a/0', 'a/1', 'b/1']);
  });

  it('removes a result that no spec wants together with its trial', () => {
    train(first, ['a/0']);
    train(narrowed, []);
    expect(removeStored(writer, asked({ trials: ['a/0'] })).removed).toEqual(['a/0']);
    expect(count('stored_epochs')).toBe(0);
  });
});

describe('kept models', () => {
  it('go with their trials, but never a folder in which a trial that stays has its model', () => {
    train(first, ['a/0', 'a/1', 'b/0']);
    const keep = writer.db.prepare('UPDATE stored_trials SET model = ? WHERE id = ?');
    keep.run('models/a0/model.json', 'a/0');
    keep.run('models/model.json', 'a/1');
    keep.run('models/b0/model.json', 'b/0');
    expect(planRemoval(writer.db, asked({ trials: ['a/0', 'a/1'] })).models).toEqual([
      'models/a0/model.json',
    ]);
    removeStored(writer, asked({ trials: ['a/0'] }));
    expect(readTrials(writer.db, 'first')[0]?.model).toBeNull();
  });
});
