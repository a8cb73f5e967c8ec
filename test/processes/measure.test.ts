import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LatencyRecord } from '../../src/trial/records.js';
import { CommandFolder } from '../integration/command-folder.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

test('sweep measure times the models of the front, stores that and shows it', async () => {
  folder.writeSpec('tiny.yaml', {
    seeds: '1, 0',
    epochs: 4,
    hidden: '[], [400, 400]',
    parameters: ', learning_rate: 0.01',
    more: 'objectives: [{name: params, goal: minimize}, {name: val_accuracy, goal: maximize}]\nrun: {save: all}',
  });
  expect((await folder.run('tiny.yaml')).code).toBe(0);
  const front = folder.rows('select configuration from fronts');
  const { code, stdout } = await folder.run('measure', 'tiny', '--batch', '1,8', '--json');
  expect(code).toBe(0);
  const { latencies } = JSON.parse(stdout) as { latencies: LatencyRecord[] };
  expect(latencies).toHaveLength(2 * front.length);
  for (const row of latencies) {
    expect(row).toMatchObject({ sweep: 'tiny', seed: 0, engine: 'wasm', device: 'cpu' });
    expect(row.runs).toBeGreaterThanOrEqual(30);
    expect(row.median_ms).toBeGreaterThan(0);
    expect(row.lower_quartile_ms).toBeLessThanOrEqual(row.median_ms);
    expect(row.upper_quartile_ms).toBeGreaterThanOrEqual(row.median_ms);
    // Node alone takes 40 MB.
    expect(Number(row.peak_memory_bytes)).toBeGreaterThan(4e7);
    expect(Number(row.peak_memory_bytes)).toBeLessThan(4e9);
  }
  expect(readFileSync(join(folder.path, 'results', 'tiny.html'), 'utf8')).toContain(
    'Time per image',
  );
  // Measured again, they are replaced.
  const again = await folder.run('measure', 'tiny', '--batch', '1', '--runs', '3');
  expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/ms per image/)]);
  expect(folder.rows('select count(*) from latencies')).toEqual([[2 * front.length]]);
});

test('the memory of one image is not that of five thousand', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[]', more: 'run: {save: all}' });
  await folder.run('tiny.yaml');
  await folder.run('measure', 'tiny', '--batch', '5000,1', '--runs', '3');
  const [[one], [many]] = folder.rows('select peak_memory_bytes from latencies order by batch') as [
    [number],
    [number],
  ];
  // The pixels alone, 784 in single precision for each image, are 16 MB.
  expect(many - one).toBeGreaterThan(5000 * 784 * 4);
});

test('where there is nothing to measure, it says why', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', more: 'run: {save: none}' });
  await folder.run('tiny.yaml');
  const none = await folder.run('measure', 'tiny');
  expect([none.code, none.stdout]).toEqual([2, '']);
  expect(none.stderr).toMatch(
    /tiny: no model of its front is kept; got 1 configuration without one/,
  );
  const batch = await folder.run('measure', 'tiny', '--batch', '0,x');
  expect(batch.stderr).toBe(
    '--batch: got "0,x"; expected whole numbers from 1 to 100000, e.g. --batch 1,256\n',
  );
});
