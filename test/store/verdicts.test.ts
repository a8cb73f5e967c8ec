import { isOfImages, METRICS } from '../../src/quantity/metrics.js';
import { epochMetrics } from './epoch-metrics.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/random/stream.js';
import { claimTrials } from '../../src/store/claims.js';
import { readSweepNames } from '../../src/store/lookup.js';
import { openForReading } from '../../src/store/open.js';
import { readSweep } from '../../src/store/read.js';
import { removeStored } from '../../src/store/remove.js';
import { recordEpoch, recordJobEnd, recordTrialEnd } from '../../src/store/results.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import { AlreadyRunningError } from '../../src/store/store-error.js';
import { MOST_AT_JOBS, MOST_AT_RESULTS } from '../../src/store/verdicts.js';
import type { Writer } from '../../src/store/writer.js';
import type { Objective } from '../../src/trial/objective.js';
import { expectFresh, fresh, shown, type Shown } from './fresh-verdicts.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
});
afterEach(() => store.remove());

const isNull = ({ on_front, verdict, interval_low, interval_high, metric }: Shown): boolean =>
  [on_front || null, verdict, interval_low, interval_high, metric].every((value) => value === null);

/** Claims the trials as one job and completes them with these accuracies. */
function complete(
  writer: Writer,
  run: number,
  results: Readonly<Record<string, number>>,
): { readonly job: number } {
  const claim = claimTrials(writer, run, Object.keys(results), 'layers', holder(1));
  if (claim.state !== 'claimed') throw new Error(claim.state);
  for (const [trial, value] of Object.entries(results)) {
    const values = { loss: value, accuracy: value, val_loss: value, val_accuracy: value };
    recordEpoch(writer, claim.job, trial, epochMetrics(values));
    const test = { test_loss: 1, test_accuracy: 0.5 };
    recordTrialEnd(writer, claim.job, trial, { status: 'completed', test });
  }
  return claim;
}

const jobEnd = (trialSeconds: ReadonlyMap<string, number> = new Map()) =>
  ({ status: 'completed', times: null, flop: null, trialSeconds }) as const;

const OBJECTIVES: readonly (readonly Objective[])[] = [
  [
    { name: 'val_accuracy', goal: 'maximize' },
    { name: 'flops', goal: 'minimize' },
  ],
  [
    { name: 'val_loss', goal: 'minimize' },
    { name: 'params', goal: 'minimize' },
    { name: 'seconds', goal: 'minimize' },
  ],
  [{ name: 'seconds', goal: 'minimize' }],
  [
    { name: 'val_accuracy', goal: 'minimize' },
    { name: 'training_flops', goal: 'maximize' },
  ],
];

describe('stored verdicts', () => {
  it('are those of the rows as they stand after every step of random histories', () => {
    const random = new RandomStream(18, 'order', 0);
    const pick = <Item>(items: readonly Item[]): Item => {
      const item = items[random.below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    };
    const names = ['a', 'b', 'c'];
    const configurations = ['k', 'l', 'm', 'n'];
    let decided = 0;
    for (let history = 0; history < 12; history++) {
      store.remove();
      store = testStore();
      let writer = store.writer();
      writer.db.pragma('synchronous = OFF');
      let pid = 0;
      let runs = new Map<string, { readonly run: number; readonly pid: number }>();
      let jobs: { readonly run: number; readonly job: number; readonly trials: string[] }[] = [];
      const steps: Readonly<Record<string, () => void>> = {
        begin: () => {
          const sweep = pick(names);
          store.living.add(++pid);
          const rows = configurations
            .filter(() => random.below(4) > 0)
            .map((id, index) =>
              row(id, {
                flops: BigInt(10 + random.below(3)),
                params: BigInt(5 + index),
                training_flops: BigInt(random.below(3)),
                skipped: random.below(6) === 0 ? 'flops <= 1' : null,
              }),
            );
          const wanted = planned(sweep, rows, [0, 1, 2].slice(0, 1 + random.below(3)), {
            objectives: pick(OBJECTIVES),
          });
          try {
            runs.set(sweep, { run: beginRun(writer, wanted, holder(pid)), pid });
          } catch (error) {
            if (!(error instanceof AlreadyRunningError)) throw error;
          }
        },
        claim: () => {
          if (runs.size === 0) return;
          const [sweep, { run, pid: own }] = pick([...runs]);
          const wanted = (readSweep(writer.db, sweep)?.trials ?? [])
            .filter(({ status }) => status !== 'skipped' && random.below(3) > 0)
            .map(({ trial }) => trial);
          if (wanted.length === 0) return;
          const claim = claimTrials(writer, run, wanted, 'layers', holder(own));
          if (claim.state === 'claimed') {
            jobs.push({ run, job: claim.job, trials: [...claim.trials] });
          }
        },
        result: () => {
          if (jobs.length === 0) return;
          const { job, trials } = pick(jobs);
          const trial = trials.pop();
          if (trial === undefined) return;
          // Far apart by configuration, so that something is decided.
          const value =
            0.2 * configurations.indexOf(trial.charAt(0)) + random.below(20) / 1000 + 0.1;
          const values = { loss: value, accuracy: value, val_loss: 1 - value, val_accuracy: value };
          recordEpoch(writer, job, trial, epochMetrics(values));
          const test = { test_loss: 1, test_accuracy: value };
          const failed = random.below(8) === 0;
          recordTrialEnd(
            writer,
            job,
            trial,
            failed ? { status: 'diverged', error: 'NaN' } : { status: 'completed', test },
          );
        },
        'job end': () => {
          const job = jobs.find(({ trials }) => trials.length === 0);
          if (job === undefined) return;
          const own = writer.db.prepare('SELECT trial_id FROM attempts WHERE job_id = ?').pluck();
          const seconds = (own.all(job.job) as string[]).map(
            (trial) => [trial, 1 + random.below(3)] as const,
          );
          recordJobEnd(writer, job.job, jobEnd(new Map(seconds)));
          jobs = jobs.filter((other) => other !== job);
        },
        'run end': () => {
          if (runs.size === 0) return;
          const [sweep, { run }] = pick([...runs]);
          endRun(writer, run);
          runs.delete(sweep);
          jobs = jobs.filter((job) => job.run !== run);
        },
        remove: () => {
          const stored = readSweepNames(writer.db);
          if (stored.length === 0) return;
          const trials = writer.db.prepare('SELECT id FROM stored_trials').pluck();
          const request = pick([
            { sweeps: [pick(stored)], trials: [], old: [] },
            { sweeps: [], trials: [], old: [pick(stored)] },
            {
              sweeps: [],
              trials: (trials.all() as string[]).filter(() => random.below(4) === 0),
              old: [],
            },
          ]);
          try {
            removeStored(writer, request);
          } catch (error) {
            if (!(error instanceof AlreadyRunningError)) throw error;
          }
        },
        kill: () => {
          store.living.clear();
          runs = new Map();
          jobs = [];
          writer.db.close();
          writer = store.writer();
          writer.db.pragma('synchronous = OFF');
        },
      };
      const often = ['begin', 'claim', 'claim', ...Array.from({ length: 9 }, () => 'result')];
      const all = [...often, 'job end', 'job end', 'run end', 'remove', 'kill'];
      for (let step = 0; step < 150; step++) {
        const name = pick(all);
        steps[name]?.();
        for (const sweep of readSweepNames(writer.db)) {
          const found = shown(writer.db, sweep);
          expectFresh(found, fresh(writer.db, sweep), `history ${history}, step ${step}: ${name}`);
          decided += found.filter(
            ({ verdict }) => verdict !== null && verdict !== 'undecided',
          ).length;
        }
      }
    }
    // Else the histories would show nothing.
    expect(decided).toBeGreaterThan(500);
  }, 120_000);

  it('go with the row that they depend on, whichever statement changes it', () => {
    const writer = store.writer();
    const run = beginRun(writer, planned('s', [row('a'), row('b')], [0, 1]), holder(1));
    complete(writer, run, { 'a/0': 0.9, 'a/1': 0.91, 'b/0': 0.5, 'b/1': 0.51 });
    for (const statement of [
      ...METRICS.filter(isOfImages).map(
        (name) => `UPDATE stored_trials SET ${name} = 0.1 WHERE id = 'a/0'`,
      ),
      "UPDATE stored_trials SET status = 'failed' WHERE id = 'a/0'",
      `INSERT INTO stored_trials (id, configuration_id, seed, status) VALUES ('a/2', 'a', 2, 'pending');
       INSERT INTO sweep_trials VALUES (1, 'a/2', 9, 1)`,
      "DELETE FROM sweep_trials WHERE trial_id = 'a/0'",
      "UPDATE sweep_trials SET current = 0 WHERE trial_id = 'a/0'",
      "UPDATE sweep_configurations SET flops = 1 WHERE configuration_id = 'b'",
      "UPDATE sweep_configurations SET skipped = 'flops <= 1' WHERE configuration_id = 'b'",
      `UPDATE sweeps SET objectives = '[{"name":"val_loss","goal":"minimize"}]'`,
    ]) {
      expect(
        shown(writer.db, 's')
          .map(({ on_front }) => on_front)
          .sort(),
        statement,
      ).toEqual([0, 1]);
      writer.db.exec(`SAVEPOINT change; ${statement}`);
      expect(shown(writer.db, 's').every(isNull), statement).toBe(true);
      expect(writer.db.prepare('SELECT count(*) FROM fronts').pluck().get(), statement).toBe(0);
      writer.db.exec('ROLLBACK TO change; RELEASE change');
    }
  });

  it('stay while a configuration with unfinished seeds gets one more', () => {
    const writer = store.writer();
    const run = beginRun(writer, planned('s', [row('a'), row('b')], [0, 1]), holder(1));
    complete(writer, run, { 'a/0': 0.9, 'a/1': 0.91 });
    writer.db.exec(
      'CREATE TEMP TABLE gone (id); CREATE TEMP TRIGGER watch AFTER DELETE ON ' +
        'main.sweep_analyses BEGIN INSERT INTO gone VALUES (old.sweep_id); END',
    );
    const gone = (): unknown => writer.db.prepare('SELECT count(*) FROM gone').pluck().get();
    complete(writer, run, { 'b/0': 0.5 });
    expect(gone()).toBe(0);
    complete(writer, run, { 'b/1': 0.5 });
    expect(gone()).toBe(1);
  });

  it.each([
    ['job', MOST_AT_RESULTS + 1],
    ['run', MOST_AT_JOBS + 1],
  ])('of a large sweep are null from a result to the end of its %s', (until, size) => {
    const writer = store.writer();
    const rows = Array.from({ length: size }, (_, index) => row(`c${index}`));
    const run = beginRun(writer, planned('s', rows, [0, 1]), holder(1));
    const { job } = complete(writer, run, { 'c0/0': 0.9, 'c0/1': 0.91, 'c1/0': 0.5, 'c1/1': 0.51 });
    const expected = fresh(writer.db, 's');
    expect(expected.filter(({ on_front }) => on_front === 1)).toHaveLength(1);
    // Incomplete ones are not on the front, whatever comes.
    const onFront = shown(writer.db, 's').map(({ on_front }) => on_front);
    expect(onFront).toEqual([null, null, ...Array.from({ length: size - 2 }, () => 0)]);
    expect(shown(writer.db, 's').every(isNull)).toBe(true);
    recordJobEnd(writer, job, jobEnd());
    if (until === 'run') {
      expect(shown(writer.db, 's').every(isNull)).toBe(true);
      endRun(writer, run);
    }
    expectFresh(shown(writer.db, 's'), expected, until);
  });

  it('that a kill left null are null to who reads, and filled in by who next opens for writing', () => {
    const writer = store.writer();
    const rows = Array.from({ length: MOST_AT_JOBS + 1 }, (_, index) => row(`c${index}`));
    const run = beginRun(writer, planned('s', rows, [0]), holder(1));
    complete(writer, run, { 'c0/0': 0.9 });
    writer.db.close();
    const reader = openForReading(store.path);
    expect(reader?.prepare('SELECT count(*) FROM fronts').pluck().get()).toBe(0);
    reader?.close();
    const next = store.writer();
    expectFresh(shown(next.db, 's'), fresh(next.db, 's'), 'opened');
    expect(next.db.prepare('SELECT configuration FROM fronts').pluck().all()).toEqual(['c0']);
  });

  it('are worked out anew by another version of the program', () => {
    const writer = store.writer();
    const run = beginRun(writer, planned('s', [row('a')], [0]), holder(1));
    complete(writer, run, { 'a/0': 0.9 });
    // As a version wrote them that judged otherwise.
    writer.db.exec(
      "UPDATE sweep_verdicts SET on_front = 0; UPDATE meta SET value = 'flopsweep 0.0.1'",
    );
    writer.db.close();
    const next = store.writer();
    expectFresh(shown(next.db, 's'), fresh(next.db, 's'), 'opened');
    expect(next.db.prepare('SELECT count(*) FROM fronts').pluck().get()).toBe(1);
  });
});
