import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeDataFile } from '../../src/cli/output-file.js';

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
