import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimTrials } from '../../src/store/claims.js';
import { goneJobs, NONE_GONE, type StoredHolder } from '../../src/store/holder.js';
import { readTrial, readView } from '../../src/store/lookup.js';
import { openForReading } from '../../src/store/open.js';
import type { Connection } from '../../src/store/sqlite.js';
import { readFailures, readStatuses, readSummaries, readSweep } from '../../src/store/read.js';
import { recordTrialEnd } from '../../src/store/results.js';
import { beginRun, closeDeadRuns } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

const [DEAD, LIVING] = [1, 2];

let store: TestStore;
let reader: Connection;
const isGone = ({ pid }: StoredHolder): boolean => !store.living.has(pid);

/** The first sweep was killed in the middle of two trials, with one done; the second still runs. */
beforeEach(() => {
  store = testStore();
  store.living.add(DEAD).add(LIVING);
  const [dead, living] = [store.writer(), store.writer()];
  const first = beginRun(dead, planned('first', [row('a'), row('b')], [0, 1]), holder(DEAD));
  claimTrials(dead, first, ['a/0'], 'layers', holder(DEAD));
  recordTrialEnd(dead, 1, 'a/0', {
    status: 'completed',
    test: { test_loss: 1, test_accuracy: 0.5 },
  });
  claimTrials(dead, first, ['a/1', 'b/0'], 'layers', holder(DEAD));
  const second = beginRun(living, planned('second', [row('c')], [0, 1]), holder(LIVING));
  claimTrials(living, second, ['c/0'], 'layers', holder(LIVING));
  store.living.delete(DEAD);
  reader = openForReading(store.path) as Connection;
});
afterEach(() => {
  reader.close();
  store.remove();
});

const statusesOf = (sweep: string, gone = goneJobs(reader, isGone)) =>
  readSweep(reader, sweep, gone)?.trials.map(({ trial, status }) => `${trial} ${status}`);

it('what a dead process left running is interrupted; what a living one trains is running', () => {
  expect(statusesOf('first')).toEqual([
    'a/0 completed',
    'a/1 interrupted',
    'b/0 interrupted',
    'b/1 pending',
  ]);
  expect(statusesOf('second')).toEqual(['c/0 running', 'c/1 pending']);
});

it('is counted so in the list', () => {
  const counts = readSummaries(reader, goneJobs(reader, isGone)).map(
    ({ sweep, trials, completed, running, pending, interrupted }) =>
      [sweep, { trials, completed, running, pending, interrupted }] as const,
  );
  expect(Object.fromEntries(counts)).toEqual({
    first: { trials: 4, completed: 1, running: 0, pending: 1, interrupted: 2 },
    second: { trials: 2, completed: 0, running: 1, pending: 1, interrupted: 0 },
  });
});

it('every reader says what the next command that writes will store, but for the time', () => {
  const ids = ['a/0', 'a/1', 'b/0', 'b/1', 'c/0', 'c/1'];
  const everything = (db: Connection, gone = NONE_GONE): unknown => {
    const read = {
      sweeps: ['first', 'second'].map((sweep) => readSweep(db, sweep, gone)),
      compared: readSweep(db, 'first', gone, ['compared', 'jobs', 'attempts']),
      failures: readFailures(db, 'first', gone),
      trials: ids.map((id) => readTrial(db, id, gone)),
      rows: readView(db, 'trials', ['first', 'second'], gone),
      statuses: [...readStatuses(db, ids, gone)],
      counts: readSummaries(db, gone)
        .map(({ updated: _updated, ...counts }) => counts)
        .sort((a, b) => a.sweep.localeCompare(b.sweep)),
    };
    return JSON.parse(
      JSON.stringify(read, (key, value: unknown) => (key === 'finished' ? 'some time' : value)),
    );
  };
  const before = everything(reader, goneJobs(reader, isGone));
  close(store.writer());
  const after = everything(reader);
  expect(before).toEqual(after);
  expect(JSON.stringify(before)).toContain('its process died');
});

it('nothing is gone of what has ended, and of whom nothing is known', () => {
  expect([...goneJobs(reader, () => false)]).toEqual([]);
  close(store.writer());
  expect([...goneJobs(reader, isGone)]).toEqual([]);
});

it('a process that ends between the question and the rows is not called killed', () => {
  store.living.add(DEAD);
  const gone = goneJobs(reader, isGone);
  store.living.delete(DEAD);
  expect(statusesOf('first', gone)).toContain('a/1 running');
});

/** What any command that writes does first. */
function close(writer: Writer): void {
  writer.db.transaction(() => closeDeadRuns(writer)).immediate();
}
