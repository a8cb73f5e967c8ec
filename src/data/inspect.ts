import * as messages from './messages.js';
import { catalogEntry, joinDigests, type Part } from './catalog.js';
import { DatasetError } from './error.js';
import type { DatasetFacts } from './facts.js';
import { parseIdx } from './formats/idx.js';
import { asClasses, countEach, type FileLabels, firstLabel } from './split.js';
import { type DatasetSource, readPart } from './source.js';

/** A dataset's facts, and the classes of its images where its files were read for them. */
export interface InspectedDataset {
  readonly facts: DatasetFacts;
  /** Null for a catalog entry: its files are known. */
  readonly labels: FileLabels | null;
}

/** The facts alone of what `inspectLabels` finds, and its errors. */
export function inspectDataset(source: DatasetSource): DatasetFacts {
  return inspectLabels(source).facts;
}

/**
 * The facts of a source. A catalog entry's are known without opening a file; a folder's four
 * files are read, hashed and checked against each other. The outputs are for the labels from the
 * smallest of the training file to its largest, also for those between them that it lacks.
 *
 * @throws DatasetError when a file is missing, malformed or does not fit the others.
 */
export function inspectLabels(source: DatasetSource): InspectedDataset {
  if (source.kind === 'catalog') {
    return { facts: catalogEntry(source.name).facts, labels: null };
  }
  const train = readPair(source, 'train-images', 'train-labels');
  const test = readPair(source, 'test-images', 'test-labels');
  const [height, width] = train.imageShape;
  if (test.imageShape[0] !== height || test.imageShape[1] !== width) {
    throw new DatasetError(
      messages.sizesDiffer(source.path, train.imageShape, test.imageShape),
      source.path,
    );
  }
  const first = firstLabel(train.labels);
  const last = train.labels.reduce((largest, label) => Math.max(largest, label), first);
  const known = countEach(train.labels);
  const tested = countEach(test.labels);
  const strange = [...known.keys()].filter((label) => known[label] === 0 && tested[label] !== 0);
  if (strange.length > 0) {
    throw new DatasetError(messages.labelsBeyond(source.path, strange, [first, last]), source.path);
  }
  if (first === last) throw new DatasetError(messages.oneClass(source.path, first), source.path);
  return {
    facts: {
      name: 'idx',
      imageShape: train.imageShape,
      classes: last - first + 1,
      firstLabel: first,
      sha256: joinDigests({
        'train-images': train.imagesSha256,
        'train-labels': train.labelsSha256,
        'test-images': test.imagesSha256,
        'test-labels': test.labelsSha256,
      }),
      trainImages: train.count,
      testImages: test.count,
    },
    labels: { training: asClasses(train.labels, first), test: asClasses(test.labels, first) },
  };
}

interface Pair {
  readonly count: number;
  readonly imageShape: readonly [number, number];
  /** As the file has them. */
  readonly labels: Uint8Array;
  readonly imagesSha256: string;
  readonly labelsSha256: string;
}

function readPair(source: DatasetSource, imagesPart: Part, labelsPart: Part): Pair {
  const images = readPart(source, imagesPart);
  const labels = readPart(source, labelsPart);
  const [count = 0, height = 0, width = 0] = parseIdx(images.bytes, 3, images.path).shape;
  const parsed = parseIdx(labels.bytes, 1, labels.path);
  if (parsed.shape[0] !== count) {
    throw new DatasetError(
      messages.otherCount(
        { path: labels.path, count: parsed.shape[0] ?? 0 },
        { path: images.path, count },
      ),
      labels.path,
    );
  }
  if (count === 0 || height === 0 || width === 0) {
    throw new DatasetError(messages.noPixels(images.path, [count, height, width]), images.path);
  }
  return {
    count,
    imageShape: [height, width],
    labels: parsed.data,
    imagesSha256: images.sha256,
    labelsSha256: labels.sha256,
  };
}
