/** What is known of a dataset before any image is read into memory. */
export interface DatasetFacts {
  /** As the spec names it: `mnist`, `idx`. */
  readonly name: string;
  /** [height, width] of an image; pixels are bytes, divided by 255 before training. */
  readonly imageShape: readonly [number, number];
  readonly classes: number;
  /** Label of the first output; the next one's is one more, and so on. */
  readonly firstLabel: number;
  /** SHA-256 over the four files' SHA-256 digests. */
  readonly sha256: string;
  /** Images in the training files, before validation is split off the end. */
  readonly trainImages: number;
  readonly testImages: number;
}

/**
 * How many images each part of a run uses; validation is the end of the training file, or of the
 * order that a shuffle gives it.
 */
export interface DatasetSplit {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Of the stratified shuffle before the split; left out where images stay as the files have them. */
  readonly shuffleSeed?: number;
}

/** What the training file, or the order it is shuffled to, and the test file are cut into. */
export const SPLIT_PARTS = ['train', 'validation', 'test'] as const;
export type SplitPart = (typeof SPLIT_PARTS)[number];
