import { epochMetrics } from './epoch-metrics.js';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptConfigurations } from '../../src/front/front.js';
import { claimTrials } from '../../src/store/claims.js';
import { forgetModels, removeUnkept, type Keeps } from '../../src/store/models.js';
import { removeStored } from '../../src/store/remove.js';
import { recordEpoch, recordTrialEnd } from '../../src/store/results.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
beforeEach(() => {
  store = testStore();
});
afterEach(() => store.remove());

it('removes no folder of a trial that has its model or is being trained', () => {
  store.living.add(1);
  const writer = store.writer();
  const run = beginRun(writer, planned('first', [row('a')], [0, 1, 2]), holder(1));
  claimTrials(writer, run, ['a/0'], 'layers', holder(1));
  writer.db
    .prepare("UPDATE stored_trials SET status = 'completed', model = ? WHERE id = 'a/1'")
    .run('models/a1/model.json');
  const removed: string[] = [];
  removeUnkept(writer, ['a/0', 'a/1', 'a/2', 'unknown'], (trial) => removed.push(trial));
  expect(removed).toEqual(['a/2', 'unknown']);
});

describe('forgetting models', () => {
  let writer: Writer;

  /** Three configurations, each dearer than the one before; b is worse than a, c the best. */
  beforeEach(() => {
    store.living.add(1).add(2);
    writer = store.writer();
    const configurations = ['a', 'b', 'c'].map((id, index) =>
      row(id, { flops: BigInt(index + 1) }),
    );
    beginRun(writer, planned('first', configurations, [0]), holder(1));
    for (const [id, accuracy] of Object.entries({ a: 0.8, b: 0.7, c: 0.9 })) complete(id, accuracy);
  });

  /** As a run does, of trial 0. */
  function complete(configuration: string, val_accuracy: number): void {
    const trial = `${configuration}/0`;
    const claim = claimTrials(writer, 1, [trial], 'layers', holder(1));
    if (claim.state !== 'claimed') throw new Error(claim.state);
    const metrics = epochMetrics({ val_accuracy });
    recordEpoch(writer, claim.job, trial, metrics);
    recordTrialEnd(writer, claim.job, trial, {
      status: 'completed',
      test: { test_loss: 1, test_accuracy: 0.5 },
      model: `models/${configuration}/model.json`,
    });
  }
  const kept = (): unknown[] =>
    writer.db.prepare('SELECT id FROM stored_trials WHERE model IS NOT NULL').pluck().all();

  it('is decided while another process may write', () => {
    // It waits for nobody.
    const other = new Database(store.path, { timeout: 0 });
    let written = 0;
    forgetModels(writer, 'first', (trials, objectives) => {
      const heartbeat = new Date(Date.UTC(2027, 0, 1)).toISOString();
      written += other.prepare('UPDATE runs SET heartbeat = ?').run(heartbeat).changes;
      return keptConfigurations(trials, objectives);
    });
    other.close();
    expect(written).toBe(1);
    expect(kept()).toEqual(['a/0', 'c/0']);
  });

  it('a model that a result of that moment puts on the front stays', () => {
    const other = store.writer();
    let rounds = 0;
    forgetModels(writer, 'first', (trials, objectives) => {
      // The result that b is worse than is removed.
      if (rounds++ === 0) removeStored(other, { sweeps: [], trials: ['a/0'], old: [] });
      return keptConfigurations(trials, objectives);
    });
    expect(rounds).toBe(2);
    expect(kept()).toEqual(['b/0', 'c/0']);
  });

  it.each([
    ['keeps all', planned('second', [row('a'), row('b')], [0], { save: 'all' })],
    ['has it on its front', planned('second', [row('b')], [0])],
  ])('so does that of a trial that another sweep wants from then on, which %s', (_, second) => {
    const other = store.writer();
    let rounds = 0;
    forgetModels(writer, 'first', (trials, objectives) => {
      if (rounds++ === 0) beginRun(other, second, holder(2));
      return keptConfigurations(trials, objectives);
    });
    expect(kept()).toEqual(['a/0', 'b/0', 'c/0']);
  });

  it('and that of a configuration that by a new spec may still join the front', () => {
    const other = store.writer();
    endRun(writer, 1);
    const more = planned('first', [row('a'), row('b'), row('c')], [0, 1]);
    let rounds = 0;
    forgetModels(writer, 'first', (trials, objectives) => {
      // Every configuration has a seed without a result then.
      if (rounds++ === 0) beginRun(other, more, holder(2));
      return keptConfigurations(trials, objectives);
    });
    expect(kept()).toEqual(['a/0', 'b/0', 'c/0']);
  });

  it('where results come all the time, those that they decide wait for the next run', () => {
    const other = store.writer();
    let rounds = 0;
    const keeps: Keeps = (trials, objectives) => {
      rounds += 1;
      other.db
        .prepare("UPDATE stored_trials SET finished = ? WHERE id = 'a/0'")
        .run(`2026-01-02T00:00:0${rounds}.000Z`);
      return keptConfigurations(trials, objectives);
    };
    forgetModels(writer, 'first', keeps);
    expect(rounds).toBe(3);
    expect(kept()).toEqual(['a/0', 'b/0', 'c/0']);
    forgetModels(writer, 'first', keptConfigurations);
    expect(kept()).toEqual(['a/0', 'c/0']);
  });
});
