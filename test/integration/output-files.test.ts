import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: CommandFolder;
let trial: string;
beforeAll(async () => {
  folder = new CommandFolder();
  folder.writeSpec('tiny.yaml', { hidden: '[3]', more: 'run: { save: all }' });
  expect((await folder.run('tiny.yaml')).code).toBe(0);
  [[trial]] = folder.rows('select trial from trials') as [[string]];
  writeFileSync(
    join(folder.path, 'runs.csv'),
    'hidden,flops,val_accuracy,seed\na,1,0.5,0\na,1,0.52,1\nb,2,0.75,0\nb,2,0.74,1\n',
  );
  writeFileSync(join(folder.path, 'model.json'), JSON.stringify(MODEL));
  // What SQLite leaves while somebody writes; empty, as a page may be that is written over.
  for (const end of ['wal', 'shm', 'journal']) {
    writeFileSync(join(folder.path, `results/other.db-${end}`), '');
  }
  // A database of any name.
  const named = new Database(join(folder.path, 'named.csv'));
  named.exec('create table t (a)');
  named.close();
  writeFileSync(join(folder.path, 'log.svg'), Buffer.from('377f0682002de218', 'hex'));
  symlinkSync('results/other.db-wal', join(folder.path, 'link.html'));
  symlinkSync('results', join(folder.path, 'linked'));
});
afterAll(() => folder.remove());

const MODEL = {
  class_name: 'Sequential',
  config: {
    name: 'm',
    layers: [{ class_name: 'Dense', config: { units: 2, batch_input_shape: [null, 4] } }],
  },
};

const COMMANDS = {
  export: ['export', 'tiny'],
  schema: ['schema'],
  report: ['report', 'tiny'],
  'report of a file': ['report', 'runs.csv'],
} as const;

function shell(line: string) {
  const script = `sweep() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`;
  return spawnSync('bash', ['-c', script], { cwd: folder.path, encoding: 'utf8' });
}

describe.each(Object.entries(COMMANDS))('--out of %s', (_, args) => {
  test.each([
    ['results/other.db-wal', /belongs to the database results\/other\.db/],
    ['results/other.db-journal', /belongs to the database/],
    ['results/sweep.db-shm', /belongs to the database results\/sweep\.db/],
    ['linked/sweep.db-journal', /belongs to the database/],
    ['named.csv-wal', /belongs to the database named\.csv/],
    ['link.html', /belongs to the database/],
    ['results/sweep.db', /is a database/],
    ['log.svg', /is a database or its log/],
    ['/dev/full', /is a device or a system file/],
    ['/dev/no-such-device', /is a device or a system file/],
    ['/proc/self/comm', /is a device or a system file/],
    ['/proc/version', /is a device or a system file/],
  ])('refuses %s with 2', async (out, said) => {
    const before = readdirSync(join(folder.path, 'results')).sort();
    const { code, stdout, stderr } = await folder.run(...args, '--out', out);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
    expect(readdirSync(join(folder.path, 'results')).sort()).toEqual(before);
    expect(folder.rows('select count(*) from trials')).toEqual([[1]]);
  });

  test.each(['-', '--out=-'])('%s is stdout', async (dash) => {
    const { code, stdout } = await folder.run(...args, ...(dash === '-' ? ['--out', '-'] : [dash]));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(sweep,trial|\{|<!doctype html>)/);
    expect(stdout).toMatch(/[\n}]$|<\/html>\s*$/);
    expect(existsSync(join(folder.path, '-'))).toBe(false);
    expect(existsSync(join(folder.path, '<stdin>'))).toBe(false);
  });
});

test('export and schema write into what a shell gives them', () => {
  expect(shell('sweep export tiny --out /dev/stdout | cat').stdout).toMatch(/^sweep,trial/);
  expect(shell('sweep export tiny --out >(cat >&2; sleep 0.1); sleep 0.5').stderr).toContain(
    'tiny',
  );
  expect(shell('mkfifo p; sweep schema --out p & head -c 1 p').stdout).toBe('{');
  expect(shell('sweep export tiny --out /dev/null').status).toBe(0);
});

test('save refuses stdout, and folders that belong to a database or the system', async () => {
  for (const [out, said] of [
    ['-', /a model is two files.*expected a folder/],
    ['results/sweep.db-journal', /belongs to the database/],
    ['/dev/model', /is a device or a system file/],
    ['/proc/model', /is a device or a system file/],
  ] as const) {
    const { code, stderr } = await folder.run('save', trial, '--out', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  }
  expect((await folder.run('export', 'tiny')).code).toBe(0);
});

test('a chart refuses a database and its log', async () => {
  const db = new Database(join(folder.path, 'db.svg'));
  db.exec('create table t (a)');
  db.close();
  for (const out of ['db.svg', 'log.svg']) {
    const { code, stderr } = await folder.run('flops', 'model.json', '--chart', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--chart: .* is a database/);
  }
});

test("a run refuses, before it trains, a page that would replace another's file", async () => {
  folder.writeSpec('page.yaml', { name: 'page', hidden: '[3]' });
  writeFileSync(join(folder.path, 'results/page.html'), '<h1>mine</h1>');
  const other = await folder.run('page.yaml');
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/exists and was not written by sweep; move it/);
  expect(readFileSync(join(folder.path, 'results/page.html'), 'utf8')).toBe('<h1>mine</h1>');
  expect(folder.rows('select count(*) from trials')).toEqual([[1]]);
  const same = await folder.run('page.yaml', '--db', 'new/page.html');
  expect(same.code).toBe(2);
  expect(same.stderr).toMatch(/would overwrite .*, the database of --db/);
  expect(existsSync(join(folder.path, 'new'))).toBe(false);
});

test('a name in the database that no spec can have becomes no path', async () => {
  mkdirSync(join(folder.path, 'strange'));
  expect((await folder.run('tiny.yaml', '--db', 'strange/sweep.db')).code).toBe(0);
  const db = new Database(join(folder.path, 'strange/sweep.db'));
  db.exec("update sweeps set sweep = '../outside'");
  db.close();
  const { code, stderr } = await folder.run('report', '../outside', '--db', 'strange/sweep.db');
  expect([code, existsSync(join(folder.path, 'outside.html'))]).toEqual([2, false]);
  expect(stderr).toMatch(/a sweep named "\.\.\/outside", which cannot be a file name/);
  const page = ['report', '../outside', '--db', 'strange/sweep.db', '--out', 'outside.html'];
  expect((await folder.run(...page)).code).toBe(0);
  const gone = await folder.run('rm', '../outside', '--yes', '--db', 'strange/sweep.db');
  expect(gone.code).toBe(0);
  expect(existsSync(join(folder.path, 'outside.html'))).toBe(true);
});

test('a database reached through a link keeps its models at its real place', async () => {
  // Where a database is not called sweep.db, its models are called after it.
  const kept = `${trial}.real.db`;
  mkdirSync(join(folder.path, 'far'));
  mkdirSync(join(folder.path, 'near'));
  symlinkSync('../far/real.db', join(folder.path, 'near/link.db'));
  const { code } = await folder.run('tiny.yaml', '--db', 'near/link.db');
  expect(code).toBe(0);
  expect(readdirSync(join(folder.path, 'near')).filter((name) => name === 'models')).toEqual([]);
  expect(readdirSync(join(folder.path, 'far/models'))).toEqual([kept]);
  for (const db of ['near/link.db', 'far/real.db']) {
    expect((await folder.run('save', trial, '--db', db, '--out', `m-${db.slice(0, 3)}`)).code).toBe(
      0,
    );
    // A second run under either name takes no model for another's.
    expect((await folder.run('tiny.yaml', '--db', db)).code).toBe(0);
    expect(readdirSync(join(folder.path, 'far/models'))).toEqual([kept]);
  }
  expect((await folder.run('rm', 'tiny', '--yes', '--db', 'near/link.db')).code).toBe(0);
  expect(existsSync(join(folder.path, 'far/models', kept))).toBe(false);
});

test.each(['con', 'NUL', 'Com1', 'lpt9.v2', 'aux.', 'prn'])(
  'a sweep is not called %s, which Windows keeps',
  async (name) => {
    folder.writeSpec('device.yaml', { name: `'${name}'` });
    const { code, stderr } = await folder.run('plan', 'device.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected a name that Windows does not reserve for a device/);
  },
);

test.each(['console', 'com10', 'com', 'a.con', 'nul-1'])(
  'a sweep may be called %s',
  async (name) => {
    folder.writeSpec('device.yaml', { name });
    expect((await folder.run('plan', 'device.yaml')).code).toBe(0);
  },
);
