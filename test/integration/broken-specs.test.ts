import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyDataset } from '../dataset/idx-files.js';
import { BROKEN } from '../spec/broken-specs.js';
import { CommandFolder } from './command-folder.js';

let folder: CommandFolder;
beforeAll(() => {
  folder = new CommandFolder();
});
afterAll(() => folder.remove());

const STACK = /\n\s+at |node:internal|\.js:\d+/;

test.each(BROKEN)(
  '%s ends with 2 and its place, and nothing is made',
  async (_what, text, problem) => {
    writeFileSync(join(folder.path, 'broken.yaml'), text);
    const before = readdirSync(folder.path);
    for (const command of [['broken.yaml'], ['plan', 'broken.yaml'], ['flops', 'broken.yaml']]) {
      const { code, stdout, stderr } = await folder.run(...command);
      expect({ command, code, stdout }).toEqual({ command, code: 2, stdout: '' });
      expect(stderr.slice(0, `broken.yaml:${problem}`.length)).toBe(`broken.yaml:${problem}`);
      expect(stderr).not.toMatch(STACK);
    }
    expect(readdirSync(folder.path)).toEqual(before);
  },
);

test('a missing file ends with 2 and names it', async () => {
  const { code, stdout, stderr } = await folder.run('no/such.yaml');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    'no/such.yaml: no such file; expected a YAML spec, e.g. experiments/smoke.yaml\n',
  );
});

test('a data set whose folder is missing ends with 2 at its path', async () => {
  writeFileSync(
    join(folder.path, 'nowhere.yaml'),
    'name: nowhere\ndataset: { name: idx, path: not/here }\nparameters: { hidden: { values: [[]] } }\n',
  );
  const { code, stderr } = await folder.run('nowhere.yaml');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^nowhere\.yaml:2:29: no such folder: .*not\/here; expected a folder with/,
  );
});

test('a damaged data set is not a fault of the spec: 5, naming the file', async () => {
  const damaged = new CommandFolder();
  try {
    writeTinyDataset(join(damaged.path, 'data'));
    writeFileSync(join(damaged.path, 'data', 't10k-labels-idx1-ubyte'), 'not IDX');
    damaged.writeSpec('tiny.yaml', {});
    const { code, stderr } = await damaged.run('tiny.yaml');
    expect(code).toBe(5);
    expect(stderr).toMatch(/t10k-labels-idx1-ubyte/);
    expect(stderr).not.toMatch(STACK);
    expect(existsSync(join(damaged.path, 'results'))).toBe(false);
  } finally {
    damaged.remove();
  }
});
