import type { DatasetFacts } from '../../src/data/facts.js';

/** MNIST as its files are; the hash stands for theirs. */
export const MNIST: DatasetFacts = {
  name: 'mnist',
  imageShape: [28, 28],
  classes: 10,
  firstLabel: 0,
  sha256: 'a'.repeat(64),
  trainImages: 60_000,
  testImages: 10_000,
};
