import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelsPlace, tidyModels } from '../../../src/run/executing/kept-models.js';
import { claimTrials } from '../../../src/store/claims.js';
import { beginRun } from '../../../src/store/runs.js';
import type { Writer } from '../../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from '../../store/store-for-test.js';

const [TRIAL, TRAINED] = ['0123456789abcdef', 'fedcba9876543210'];

let store: TestStore;
let writer: Writer;
let models: string;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  models = join(store.folder, 'models');
  const trials = [TRIAL, TRAINED].map((id, seed) => ({ id, configuration: 'a', seed }));
  const run = beginRun(writer, planned('first', [row('a')], [0, 1], { trials }), holder(1));
  claimTrials(writer, run, [TRAINED], 'layers', holder(1));
});
afterEach(() => store.remove());

function make(name: string, database?: string): void {
  mkdirSync(join(models, name), { recursive: true });
  if (database === undefined) return;
  const json = JSON.stringify({ userDefinedMetadata: { database } });
  writeFileSync(join(models, name, 'model.json'), json);
}
const tidy = (): void => tidyModels(writer, 'first', 'all', modelsPlace(store.path));

test('what a killed worker of this database has left half written goes', () => {
  make(`.${TRIAL}.sweep.db.tmp`);
  tidy();
  expect(existsSync(models)).toBe(false);
});

test("what is another database's, being written or nobody's stays", () => {
  const others = [
    `.${TRIAL}.other.db.tmp`,
    `.${TRAINED}.sweep.db.tmp`,
    'ffffffffffffffff',
    'my notes',
  ];
  for (const name of others) make(name);
  make('eeeeeeeeeeeeeeee', 'other.db');
  make(TRIAL, 'sweep.db');
  tidy();
  expect(readdirSync(models).sort()).toEqual([...others, 'eeeeeeeeeeeeeeee'].sort());
});
