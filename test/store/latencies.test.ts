import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordLatencies } from '../../src/store/models.js';
import { readLatencies } from '../../src/store/read.js';
import { beginRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, latency, planned, row, testStore, type TestStore } from './store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  beginRun(writer, planned('first', [row('a')], [0, 1]), holder(1));
});
afterEach(() => store.remove());

it('a model that is measured again has the new numbers', () => {
  recordLatencies(writer, [latency('a/0', { median_ms: 2, peak_memory_bytes: 1000 })]);
  const [before] = readLatencies(writer.db, 'first');
  recordLatencies(writer, [latency('a/0', { median_ms: 7, peak_memory_bytes: 3000 })]);
  const rows = readLatencies(writer.db, 'first');
  expect(rows).toMatchObject([{ trial: 'a/0', median_ms: 7, peak_memory_bytes: 3000 }]);
  expect(String(rows[0]?.measured) > String(before?.measured)).toBe(true);
});

it.each([
  ['trial', latency('a/1')],
  ['batch size', latency('a/0', { batch: 8 })],
  ['engine', latency('a/0', { engine: 'tensorflow' })],
  ['device', latency('a/0', { device: 'gpu' })],
  ['host', latency('a/0', { host: 'there' })],
])('a measurement of another %s stands beside it', (_, other) => {
  recordLatencies(writer, [latency('a/0', { median_ms: 2 })]);
  recordLatencies(writer, [{ ...other, median_ms: 5 }]);
  expect(readLatencies(writer.db, 'first').map(({ median_ms }) => median_ms)).toEqual([2, 5]);
});
