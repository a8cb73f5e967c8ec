import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './shell.js';

/** A copy of the program beside a better-sqlite3 without its binary, as npm leaves it that asks first. */
let folder: string;
const binary = (): string => join(folder, 'node_modules/better-sqlite3/build/Release');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-unbuilt-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name === 'better-sqlite3' || name.startsWith('.')) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const part of ['lib', 'package.json']) {
    cpSync(join(ROOT, 'node_modules/better-sqlite3', part), join(modules, 'better-sqlite3', part), {
      recursive: true,
    });
  }
  for (const part of ['dist', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  const spec = 'name: t\ndataset: mnist\nparameters: { hidden: [3], epochs: 1 }\n';
  writeFileSync(join(folder, 't.yaml'), spec);
  // A database of the program that is built.
  execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { openForWriting } from '${join(ROOT, 'dist/store/open.js')}'; openForWriting('t.db', '0.1.0').close();`,
    ],
    { cwd: folder },
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(folder, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['show', 't'],
  ['best', 't'],
  ['query', 'select 1'],
  ['export', 't'],
  ['report', 't'],
  ['rm', 't', '--yes'],
  ['logs', 't'],
  ['measure', 't'],
  ['save', '0123456789abcdef', '--out', 'm'],
  ['plan', 't.yaml'],
  ['t.yaml'],
];

describe.each(['was not built', 'is for another Node'])('where better-sqlite3 %s', (state) => {
  beforeAll(() => {
    if (state === 'was not built') return;
    mkdirSync(binary(), { recursive: true });
    writeFileSync(join(binary(), 'better_sqlite3.node'), 'no library');
  });

  test.each(COMMANDS)('%s says how to build it, with 5', (...args) => {
    const { status, stderr } = run(...args, '--db', 't.db');
    expect([status, stderr]).toEqual([5, expect.stringMatching(/^SQLite does not load; got /)]);
    expect(stderr).toContain('npm rebuild better-sqlite3');
    expect(stderr).toContain('npm approve-scripts better-sqlite3');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a run without a database yet says so before it trains', () => {
    const { status, stderr } = run('t.yaml', '--db', 'new/new.db');
    expect(status).toBe(5);
    expect(stderr).toContain('npm rebuild better-sqlite3');
  });

  test('doctor says it too', () => {
    const { status, stdout } = run('doctor');
    expect(status).toBe(5);
    expect(stdout).toMatch(
      /^-- {2}SQLite does not load; got (Could not locate|.*better_sqlite3\.node).*npm rebuild better-sqlite3/m,
    );
    const { sqlite } = JSON.parse(run('doctor', '--json').stdout) as { sqlite: object };
    expect(sqlite).toMatchObject({ available: false, version: null });
  });
});

test('doctor names the version of a SQLite that loads', () => {
  const doctor = (...more: string[]) =>
    execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'doctor', ...more], {
      encoding: 'utf8',
    });
  expect(doctor()).toMatch(/^ok {2}SQLite \d+\.\d+\.\d+$/m);
});
