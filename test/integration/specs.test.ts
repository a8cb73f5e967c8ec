import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweep } from './sweep-process.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const LENET = fileURLToPath(new URL('../../experiments/lenet-vs-mlp.yaml', import.meta.url));

const SMALL = `name: small
dataset: { name: mnist, limit: 400, validation: 200, test: 200 }
parameters: { hidden: { values: [[4], [6]] }, epochs: 2 }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-specs-'));
  writeFileSync(join(folder, 'small.yaml'), SMALL);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function rows(sql: string): unknown[] {
  const db = new Database(join(folder, 'results', 'sweep.db'), { readonly: true });
  try {
    return db.prepare(sql).raw().all();
  } finally {
    db.close();
  }
}

test('networks of layers train on wasm, those of a kind together', async () => {
  writeFileSync(
    join(folder, 'rows.yaml'),
    `name: rows
dataset: { name: mnist, limit: 400, validation: 200, test: 200 }
model:
  - family: mlp
    parameters: { hidden: [8] }
  - family: rows
    layers: [{ gru: $units }, batch_normalization, { dropout: 0.1 }]
    parameters: { units: { values: [3, 4] } }
parameters: { epochs: 1 }
`,
  );
  const { code, stderr } = await sweep(['rows.yaml'], folder);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(
    rows('SELECT family, hidden, parameters, trainer, status FROM trials ORDER BY position'),
  ).toEqual([
    ['mlp', '8', '{}', 'fused', 'completed'],
    ['rows', 'gru3-bn', '{"units":3}', 'fused', 'completed'],
    ['rows', 'gru4-bn', '{"units":4}', 'fused', 'completed'],
  ]);
  expect(readFileSync(join(folder, 'results', 'rows.html'), 'utf8')).toContain('gru4-bn');
});

test('convolutions and MLPs train on wasm, without a word about kernels', async () => {
  const few = ['--set', 'dataset.limit=300', '--set', 'epochs=1', '--set', 'seeds=[0]'];
  const plan = await sweep(['plan', LENET, ...few], folder);
  expect(plan.code).toBe(0);
  expect(plan.stdout).not.toContain('cannot be trained');
  const { code, stderr } = await sweep([LENET, ...few, '--max-trials', '8'], folder);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(rows("SELECT DISTINCT trainer FROM trials WHERE status = 'completed'")).toEqual([
    ['fused'],
  ]);
  expect(
    rows("SELECT count(*) FROM trials WHERE status = 'completed' AND family = 'lenet'"),
  ).not.toEqual([[0]]);
});

test('--set trains what the spec would with these words, and is kept with its text', async () => {
  const set = ['--set', 'epochs=1', '--set=hidden=[4]', '--set', 'seeds=[7]'];
  expect((await sweep(['small.yaml', ...set], folder)).code).toBe(0);
  expect(rows('SELECT hidden, epochs, seed, status FROM trials')).toEqual([
    ['4', 1, 7, 'completed'],
  ]);
  const [[text]] = rows('SELECT spec_text FROM sweeps') as [[string]];
  expect(text).toBe(
    `${SMALL}# with --set epochs=1\n# with --set hidden=[4]\n# with --set seeds=[7]\n`,
  );
});

test('a spec comes in by a pipe, to plan, run and be refused', () => {
  const piped = (args: readonly string[], input: string): string =>
    execFileSync(process.execPath, [MAIN, ...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(piped(['plan', '-'], SMALL)).toContain('small: 2 trials, 0 done, 2 to train');
  expect(piped(['-', '--set', 'epochs=1'], SMALL)).toContain('trained 2 trials');
  expect(piped(['-', '--set', 'epochs=1'], SMALL)).toContain('Nothing to train');
  expect(() => piped(['-'], 'name: 3')).toThrow('<stdin>:1:7: name has the wrong type');
});

test('a random search goes on with a larger run_cap', async () => {
  const text = SMALL.replace(
    'hidden: { values: [[4], [6]] }, epochs: 2',
    'hidden: { depth: 1, width: { min: 2, max: 40 } }, epochs: 1',
  );
  writeFileSync(join(folder, 'small.yaml'), `${text}method: random\nrun_cap: 2\n`);
  expect((await sweep(['small.yaml'], folder)).stdout).toContain('trained 2 trials');
  expect((await sweep(['small.yaml', '--set', 'run_cap=3'], folder)).stdout).toContain(
    'trained 1 trial',
  );
});
