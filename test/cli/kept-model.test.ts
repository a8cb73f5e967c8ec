import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyModel } from '../../src/cli/stored/kept-model.js';
import { UsageError } from '../../src/cli/command.js';

const TRIAL = '0123456789abcdef';
const OTHER = 'fedcba9876543210';

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const text = (...names: readonly string[]): string => readFileSync(at(...names), 'utf8');

/** A kept model whose weights are its trial's name. */
function keep(database: string, name: string): void {
  const [home, file] = [at(database, '..'), at(database)];
  mkdirSync(join(home, 'models', name), { recursive: true });
  writeFileSync(file, '');
  writeFileSync(join(home, 'models', name, 'model.json'), '{"generatedBy": "flopsweep"}');
  writeFileSync(join(home, 'models', name, 'weights.bin'), name);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-kept-'));
  keep('results/sweep.db', TRIAL);
  keep('results/sweep.db', OTHER);
  keep('elsewhere/runs.db', `${OTHER}.runs.db`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const save = (out: string): void => copyModel(at('results/models', TRIAL), at(out));

it('a model is not saved over one that a database keeps, whichever link leads there', () => {
  symlinkSync('results/models', at('models-link'));
  symlinkSync('elsewhere/models', at('other-link'));
  symlinkSync(`results/models/${OTHER}`, at('model-link'));
  for (const out of [
    `results/models/${OTHER}`,
    `models-link/${OTHER}`,
    'models-link/new',
    'model-link',
    `elsewhere/models/${OTHER}.runs.db`,
    `other-link/${OTHER}.runs.db`,
  ]) {
    expect(() => save(out)).toThrow(/is the models folder of a database/);
  }
  expect(text('results/models', OTHER, 'weights.bin')).toBe(OTHER);
  expect(text('elsewhere/models', `${OTHER}.runs.db`, 'weights.bin')).toBe(`${OTHER}.runs.db`);
});

it('over itself it stays as it is', () => {
  symlinkSync(`results/models/${TRIAL}`, at('itself'));
  save('itself');
  expect(text('results/models', TRIAL, 'weights.bin')).toBe(TRIAL);
});

it.each(['model.json', 'weights.bin'])('%s that links to another file is not replaced', (file) => {
  const target = at('precious.json');
  writeFileSync(target, '{"generatedBy": "flopsweep"}');
  save('out');
  rmSync(at('out', file));
  symlinkSync(target, at('out', file));
  expect(() => save('out')).toThrow(/out holds other files/);
  rmSync(target);
  new Database(target).exec('CREATE TABLE t (a)').close();
  expect(() => save('out')).toThrow(/is a database or its log/);
  expect(() => save('out')).toThrow(UsageError);
  expect(text('precious.json')).toMatch(/^SQLite format 3/);
});

it('a file with a second name elsewhere is replaced here alone', () => {
  save('out');
  rmSync(at('out/weights.bin'));
  linkSync(at('results/models', OTHER, 'weights.bin'), at('out/weights.bin'));
  save('out');
  expect([text('out/weights.bin'), text('results/models', OTHER, 'weights.bin')]).toEqual([
    TRIAL,
    OTHER,
  ]);
});
