import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIST } from '../../src/cli/commands/list.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from '../store/store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  endRun(writer, beginRun(writer, planned('first', [row('a')], [0, 1, 2]), holder(1)));
});
afterEach(() => store.remove());

async function list(args: Record<string, unknown> = {}): Promise<string> {
  const out: string[] = [];
  await LIST.run(
    { db: store.path, ...args },
    {
      out: (text) => out.push(text),
      message: () => undefined,
      env: {},
      live: false,
      columns: () => 80,
      outColour: false,
      messageColour: false,
    },
  );
  return out.join('\n');
}
const heading = (text: string): string[] => (text.split('\n')[0] ?? '').split(/ +/);

it('tells trials that took too long from those that failed', async () => {
  writer.db.exec("UPDATE stored_trials SET status = 'timeout' WHERE id <> 'a/0'");
  writer.db.exec("UPDATE stored_trials SET status = 'failed' WHERE id = 'a/0'");
  const text = await list();
  expect(heading(text)).toEqual(['sweep', 'trials', 'completed', 'failed', 'timeout', 'updated']);
  expect(text.split('\n')[2]).toMatch(/^first +3 +0 +1 +2 +/);
  expect(JSON.parse(await list({ json: true }))).toMatchObject([{ failed: 1, timeout: 2 }]);
});

it('leaves a column out where no sweep has such a trial, but never from JSON', async () => {
  writer.db.exec("UPDATE stored_trials SET status = 'completed'");
  expect(heading(await list())).toEqual(['sweep', 'trials', 'completed', 'failed', 'updated']);
  expect(JSON.parse(await list({ json: true }))).toMatchObject([{ failed: 0, timeout: 0 }]);
});
