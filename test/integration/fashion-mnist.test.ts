import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';
import { metadataOf } from './reloading.js';

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

/** Fashion-MNIST with its images in the order of their classes. */
function writeSorted(to: string): void {
  mkdirSync(to);
  for (const part of ['train', 't10k']) {
    const plain = (name: string) => gunzipSync(readFileSync(join(FASHION, `${name}.gz`)));
    const images = plain(`${part}-images-idx3-ubyte`);
    const labels = plain(`${part}-labels-idx1-ubyte`);
    const label = (image: number): number => labels[8 + image] ?? 0;
    const order = Array.from({ length: labels.length - 8 }, (_, image) => image);
    order.sort((a, b) => label(a) - label(b) || a - b);
    writeFileSync(
      join(to, `${part}-images-idx3-ubyte`),
      Buffer.concat([
        images.subarray(0, 16),
        ...order.map((image) => images.subarray(16 + 784 * image, 16 + 784 * (image + 1))),
      ]),
    );
    const sorted = Buffer.from(order.map(label));
    writeFileSync(
      join(to, `${part}-labels-idx1-ubyte`),
      Buffer.concat([labels.subarray(0, 8), sorted]),
    );
  }
}

test.skipIf(!existsSync(FASHION))(
  'sorted by class it is refused until it is shuffled',
  async () => {
    writeSorted(join(folder.path, 'sorted'));
    const write = (more: string): void =>
      writeFileSync(
        join(folder.path, 'sorted.yaml'),
        `name: sorted
dataset: { name: idx, path: sorted, limit: 3000, validation: 1000, test: 500${more} }
parameters: { hidden: [32], epochs: 3 }
run: { save: all }
`,
      );
    write('');
    for (const command of [['sorted.yaml'], ['plan', 'sorted.yaml']]) {
      const { code, stdout, stderr } = await folder.run(...command);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /^sorted\.yaml:2:44: training \(the first 3,000 of 60,000 .* lacks classes/,
      );
      expect(stderr).toContain('write split: {shuffle: true, seed: 0}');
    }
    write(', split: { shuffle: true, seed: 0 }');
    const { code, stderr } = await folder.run('sorted.yaml');
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const [[validation, tested, model] = []] = folder.rows(
      "select val_accuracy, test_accuracy, model from trials where sweep = 'sorted'",
    );
    // As of the shuffled files above, on validation and on test images.
    expect(validation).toBeGreaterThan(0.7);
    expect(tested).toBeGreaterThan(0.7);
    expect(metadataOf(folder, String(model))).toMatchObject({
      dataset: 'idx',
      labels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      split: { train_images: 3000, validation_images: 1000, test_images: 500, shuffle_seed: 0 },
    });
    expect(folder.rows("select dataset from sweeps where sweep = 'sorted'")).toEqual([
      ['idx shuffled by seed 0'],
    ]);
  },
);
