import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIST } from '../../src/cli/commands/list.js';
import { reading } from '../../src/cli/stored/reading.js';
import type { Terminal } from '../../src/cli/terminal/terminal.js';
import { StoreError } from '../../src/store/store-error.js';
import { analyseAll } from '../../src/store/verdicts.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  endRun(writer, beginRun(writer, planned('first', [row('a')], [0, 1]), holder(1)));
});
afterEach(() => store.remove());

const read = (): string => reading(store.path, () => 'read');

it('what a run has stored is read', () => {
  expect(read()).toBe('read');
});

it.each([
  ['sweeps', 'objectives', '[]'],
  ['sweeps', 'objectives', '[{'],
  ['sweeps', 'objectives', '{"a":1}'],
  ['sweeps', 'objectives', '[null]'],
  ['sweeps', 'objectives', '[{"name":"val_loss","goal":"sideways"}]'],
  ['sweeps', 'objectives', '[{"name":"beauty","goal":"maximize"}]'],
  ['stored_configurations', 'parameters', '{'],
  ['stored_configurations', 'parameters', '[1]'],
  ['stored_configurations', 'parameters', ''],
])('of a changed database file, column and value are named: %s.%s = %j', (table, column, text) => {
  writer.db.pragma('ignore_check_constraints = 1');
  writer.db.prepare(`UPDATE ${table} SET ${column} = ?`).run(text);
  expect(read).toThrow(StoreError);
  expect(read).toThrow(
    `${store.path}: ${table}.${column} holds an invalid value; got ${JSON.stringify(text)}; `,
  );
  // It is opened for writing and its sweeps can be removed all the same.
  writer.db.exec('DELETE FROM sweep_analyses');
  expect(() => analyseAll(writer.db)).not.toThrow();
  expect(reading(store.path, () => 'read', { sound: false })).toBe('read');
});

it('sweep list refuses one too', async () => {
  writer.db.exec("UPDATE sweeps SET objectives = '[]'");
  const terminal = { out: () => undefined, message: () => undefined, env: {} } as unknown;
  await expect((async () => LIST.run({ db: store.path }, terminal as Terminal))()).rejects.toThrow(
    StoreError,
  );
});
