import { expect, test } from 'vitest';
import type { DenseTask } from '../../src/train/dense/executor.js';
import { bytesNeeded, requireMemory } from '../../src/train/dense/memory.js';

const images = (count: number) =>
  ({ count, imageShape: [2, 3] }) as unknown as DenseTask['dataset']['train'];
const dataset = { train: images(70), validation: images(20), test: images(10) };
const task = {
  networks: [{ units: [4, 2] }, { units: [2] }],
  batchSize: 600,
  dataset,
} as unknown as DenseTask;

test('memory is counted: weights, moments, gradients, a batch and the images', () => {
  // (6 + 1) 4 + (4 + 1) 2 and (6 + 1) 2: 52 parameters of 32 bytes; 8 outputs of 12 bytes and 6
  // pixels of 4 for each of 600 images; 100 images of 6 bytes.
  expect(bytesNeeded(task)).toBe(52 * 32 + 600 * (8 * 12 + 24) + 600);
});

test('what does not fit is refused before it is taken, and said', () => {
  expect(() => requireMemory(task, 1e6)).not.toThrow();
  const large = { ...task, networks: [{ units: [100_000, 100_000] }] } as unknown as DenseTask;
  expect(() => requireMemory(large, 8e9)).toThrow(
    /needs about 32\d\.\d GB of memory, and 8\.0 GB are available; make the networks smaller/,
  );
});
