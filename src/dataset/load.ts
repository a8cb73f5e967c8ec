import { DatasetError } from './error.js';
import type { DatasetSplit } from './facts.js';
import { parseIdx } from './idx.js';
import { readPart, type DatasetSource } from './source.js';

/** Images of one part of the split: `pixels` is [count, height, width] bytes, row-major. */
export interface LabelledImages {
  readonly count: number;
  readonly imageShape: readonly [number, number];
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export interface LoadedDataset {
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  readonly test: LabelledImages;
}

/**
 * Reads the files and cuts them: training images are the first `split.train`, validation the
 * last `split.validation` of the training file, test the first `split.test` of the test file.
 */
export function loadDataset(source: DatasetSource, split: DatasetSplit): LoadedDataset {
  const training = readImages(source, 'train-images', 'train-labels');
  const testing = readImages(source, 'test-images', 'test-labels');
  if (split.train + split.validation > training.count || split.test > testing.count) {
    throw new DatasetError(
      `the split ${split.train} + ${split.validation} / ${split.test} needs more images than ` +
        `the files hold (${training.count} / ${testing.count})`,
      source.kind === 'folder' ? source.path : source.name,
    );
  }
  return {
    train: slice(training, 0, split.train),
    validation: slice(training, training.count - split.validation, split.validation),
    test: slice(testing, 0, split.test),
  };
}

function readImages(
  source: DatasetSource,
  images: 'train-images' | 'test-images',
  labels: 'train-labels' | 'test-labels',
): LabelledImages {
  const imagesPart = readPart(source, images);
  const parsed = parseIdx(imagesPart.bytes, 3, imagesPart.path);
  const labelsPart = readPart(source, labels);
  const [count = 0, height = 0, width = 0] = parsed.shape;
  return {
    count,
    imageShape: [height, width],
    pixels: parsed.data,
    labels: parseIdx(labelsPart.bytes, 1, labelsPart.path).data,
  };
}

function slice(images: LabelledImages, start: number, count: number): LabelledImages {
  const size = images.imageShape[0] * images.imageShape[1];
  return {
    count,
    imageShape: images.imageShape,
    pixels: images.pixels.subarray(start * size, (start + count) * size),
    labels: images.labels.subarray(start, start + count),
  };
}
