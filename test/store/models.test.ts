import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimTrials } from '../../src/store/claims.js';
import { removeUnkept } from '../../src/store/models.js';
import { beginRun } from '../../src/store/runs.js';
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
