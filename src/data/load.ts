import { changedSince, tooFewImages } from './messages.js';
import { joinDigests, type Part, PARTS } from './catalog.js';
import { DatasetError } from './error.js';
import type { DatasetSplit } from './facts.js';
import { parseIdx } from './formats/idx.js';
import { asClasses, firstLabel, type PartRows, splitRows, takeRows } from './split.js';
import { type DatasetSource, type PartBytes, readPart } from './source.js';

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
 * Reads the files and cuts them as `splitRows` says. Labels are those of the outputs: from 0, where
 * the files begin with another one too.
 *
 * @param sha256 of the dataset when its trials were planned.
 * @throws DatasetError when the files have changed since, or hold fewer images.
 */
export function loadDataset(
  source: DatasetSource,
  split: DatasetSplit,
  sha256: string,
): LoadedDataset {
  const parts = Object.fromEntries(PARTS.map((part) => [part, readPart(source, part)])) as Record<
    Part,
    PartBytes
  >;
  const found = joinDigests({
    'train-images': parts['train-images'].sha256,
    'train-labels': parts['train-labels'].sha256,
    'test-images': parts['test-images'].sha256,
    'test-labels': parts['test-labels'].sha256,
  });
  const folder = source.kind === 'folder' ? source.path : source.name;
  if (found !== sha256) throw new DatasetError(changedSince(folder), folder);
  const training = readImages(parts['train-images'], parts['train-labels']);
  const testing = readImages(parts['test-images'], parts['test-labels']);
  const needed = { training: split.train + split.validation, test: split.test };
  const held = { training: training.count, test: testing.count };
  if (needed.training > held.training || needed.test > held.test) {
    throw new DatasetError(tooFewImages(folder, needed, held), folder);
  }
  const first = firstLabel(training.labels);
  const labels = {
    training: asClasses(training.labels, first),
    test: asClasses(testing.labels, first),
  };
  const { train, validation, test } = splitRows(labels, split);
  return {
    train: take({ ...training, labels: labels.training }, train),
    validation: take({ ...training, labels: labels.training }, validation),
    test: take({ ...testing, labels: labels.test }, test),
  };
}

function readImages(images: PartBytes, labels: PartBytes): LabelledImages {
  const parsed = parseIdx(images.bytes, 3, images.path);
  const [count = 0, height = 0, width = 0] = parsed.shape;
  return {
    count,
    imageShape: [height, width],
    pixels: parsed.data,
    labels: parseIdx(labels.bytes, 1, labels.path).data,
  };
}

function take({ imageShape, pixels, labels }: LabelledImages, rows: PartRows): LabelledImages {
  const [height, width] = imageShape;
  return {
    count: rows.count,
    imageShape,
    pixels: takeRows(pixels, rows, height * width),
    labels: takeRows(labels, rows),
  };
}
