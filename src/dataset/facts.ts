/** What is known of a dataset before any image is read into memory. */
export interface DatasetFacts {
  /** As the spec names it: `mnist`, `idx`. */
  readonly name: string;
  /** [height, width] of an image; pixels are bytes, divided by 255 before training. */
  readonly imageShape: readonly [number, number];
  readonly classes: number;
  /** SHA-256 over the four files' SHA-256 digests. */
  readonly sha256: string;
  /** Images in the training files, before validation is split off the end. */
  readonly trainImages: number;
  readonly testImages: number;
}

/** How many images each part of a run uses; validation is the end of the training file. */
export interface DatasetSplit {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}
