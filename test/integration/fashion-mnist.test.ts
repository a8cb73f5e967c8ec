import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

/** Debian's dataset-fashion-mnist. */
const FASHION = '/usr/share/datasets/fashion-mnist';

let folder: CommandFolder;
beforeAll(() => {
  folder = new CommandFolder();
});
afterAll(() => folder.remove());

test.skipIf(!existsSync(FASHION))('another IDX folder is a dataset: Fashion-MNIST', async () => {
  writeFileSync(
    join(folder.path, 'fashion.yaml'),
    `name: fashion
dataset: { name: idx, path: ${FASHION}, limit: 3000, validation: 1000, test: 500 }
parameters: { hidden: { values: [[], [32]] }, epochs: 2 }
`,
  );
  const { code, stderr } = await folder.run('fashion.yaml');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const rows = folder.rows('select hidden, flops, val_accuracy from trials order by flops');
  // 28 x 28 pixels and ten classes, as MNIST's: 2 x 784 x 10 + 5 x 10; 2 x (784 x 32 + 320) + 32 + 50.
  expect(rows.map(([hidden, flops]) => [hidden, flops])).toEqual([
    ['none', 15730],
    ['32', 50898],
  ]);
  // Chance is 0.1; softmax regression on 3,000 of these images is known to pass 0.7 (0.84 on all).
  for (const [, , accuracy] of rows) expect(accuracy).toBeGreaterThan(0.6);
});
