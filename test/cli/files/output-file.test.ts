import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeDataFile } from '../../../src/cli/files/output-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-output-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each(['spec.yaml', 'spec.YML'])('a link to %s is not written into', async (spec) => {
  const [target, link] = [join(folder, spec), join(folder, 'out.csv')];
  writeFileSync(target, 'name: mine');
  symlinkSync(spec, link);
  await expect(writeDataFile(link, 'a,b')).rejects.toThrow(/out\.csv exists and may be a spec/);
  expect(readFileSync(target, 'utf8')).toBe('name: mine');
});

it('a link to a file of data is', async () => {
  const [target, link] = [join(folder, 'data.csv'), join(folder, 'out.csv')];
  writeFileSync(target, 'old');
  symlinkSync('data.csv', link);
  await writeDataFile(link, 'a,b');
  expect(readFileSync(target, 'utf8')).toBe('a,b');
});

it.each([
  ['as YAML', 'name: mine\nparameters:\n  hidden: [3]\n'],
  ['with quotes', '"name": mine\n"parameters": {hidden: [3]}\n'],
  ['as JSON', '{"name": "mine", "parameters": {"hidden": [3]}}'],
])('a file that holds a spec %s is not written over, whatever it is called', async (_, spec) => {
  const target = join(folder, 'mine.txt');
  writeFileSync(target, spec);
  await expect(writeDataFile(target, 'a,b')).rejects.toThrow(/mine\.txt exists and may be a spec/);
  expect(readFileSync(target, 'utf8')).toBe(spec);
});

it.each([
  ['CSV', 'trial,parameters\nt,"{}"\n'],
  ['rows', '[{"trial": "t", "parameters": "{}"}]'],
  ['a schema', '{"$schema": "x", "properties": {"parameters": {"type": "object"}}}'],
])('a file of %s is', async (_, text) => {
  const target = join(folder, 'out.txt');
  writeFileSync(target, text);
  await writeDataFile(target, 'a,b');
  expect(readFileSync(target, 'utf8')).toBe('a,b');
});
