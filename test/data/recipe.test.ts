import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inspectDataset } from '../../src/data/inspect.js';
import { loadDataset } from '../../src/data/load.js';

const DOC = readFileSync(new URL('../../docs/spec.md', import.meta.url), 'utf8');
const [, RECIPE = ''] = /```python\n([\s\S]*?)```/.exec(DOC) ?? [];
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** What the recipe asks of an array of NumPy. */
const ARRAY = `
class Array:
    def __init__(self, shape, values):
        self.shape, self.ndim, self.values = shape, len(shape), values
    def astype(self, name):
        assert name == "uint8"
        return self
    def tobytes(self):
        return bytes(self.values)
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-recipe-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(!hasPython)('the recipe of docs/spec.md writes files that are read', () => {
  const program = `${RECIPE}${ARRAY}
write_dataset(${JSON.stringify(folder)},
    Array((3, 1, 2), [0, 255, 1, 2, 3, 4]), Array((3,), [1, 2, 1]),
    Array((1, 1, 2), [9, 8]), Array((1,), [2]))
`;
  const { status, stderr } = spawnSync('python3', ['-'], { input: program, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const source = { kind: 'folder', path: folder } as const;
  const facts = inspectDataset(source);
  expect(facts).toMatchObject({ imageShape: [1, 2], classes: 2, firstLabel: 1, trainImages: 3 });
  const loaded = loadDataset(source, { train: 2, validation: 1, test: 1 }, facts.sha256);
  expect([...loaded.train.pixels]).toEqual([0, 255, 1, 2]);
  expect([...loaded.train.labels]).toEqual([0, 1]);
  expect([...loaded.test.pixels]).toEqual([9, 8]);
});
