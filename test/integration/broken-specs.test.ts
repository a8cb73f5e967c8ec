import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyDataset } from '../data/idx-files.js';
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

test('a dataset whose folder is missing ends with 2 at its path', async () => {
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

test('a dataset that is no folder of IDX files ends with 2 at its path', async () => {
  writeFileSync(join(folder.path, 'train.csv'), 'label,pixel0\n1,255\n');
  writeFileSync(
    join(folder.path, 'csv.yaml'),
    'name: csv\ndataset: { name: idx, path: train.csv }\nparameters: { hidden: { values: [[]] } }\n',
  );
  for (const command of [['csv.yaml'], ['plan', 'csv.yaml']]) {
    const { code, stdout, stderr } = await folder.run(...command);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^csv\.yaml:2:29: .*train\.csv: a file, not a folder; got CSV; expected a folder with four IDX/,
    );
    expect(stderr).not.toMatch(STACK);
  }
});

test('labels that begin at 1 are said once on stderr, and trained as they are', async () => {
  const letters = new CommandFolder();
  try {
    const data = join(letters.path, 'data');
    for (const part of ['train', 't10k']) {
      const path = join(data, `${part}-labels-idx1-ubyte`);
      const bytes = readFileSync(path);
      writeFileSync(path, Buffer.from(bytes.map((byte, at) => (at < 8 ? byte : byte + 1))));
    }
    letters.writeSpec('tiny.yaml', {
      hidden: '[]',
      epochs: 20,
      parameters: ', learning_rate: 0.1',
    });
    const said = /labels are 1 to 3: read as 3 classes, output 0 for label 1\n/g;
    const plan = await letters.run('plan', 'tiny.yaml', '--json');
    expect(plan.stderr.match(said)).toHaveLength(1);
    expect(() => JSON.parse(plan.stdout) as unknown).not.toThrow();
    const run = await letters.run('tiny.yaml');
    expect(run.code).toBe(0);
    expect(run.stderr.match(said)).toHaveLength(1);
    // Four pixels, three classes; the brightest pixel is the class.
    const [[params, accuracy] = []] = letters.rows('select params, val_accuracy from trials');
    expect(params).toBe(15);
    expect(accuracy).toBeGreaterThan(0.95);
  } finally {
    letters.remove();
  }
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
