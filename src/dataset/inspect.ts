import * as messages from '../messages/dataset/parts.js';
import { catalogEntry, joinDigests, type Part } from './catalog.js';
import { DatasetError } from './error.js';
import type { DatasetFacts } from './facts.js';
import { parseIdx } from './idx.js';
import { readPart, type DatasetSource } from './source.js';

/**
 * The facts of a source. A catalog entry's are known without opening a file; a folder's four
 * files are read, hashed and checked against each other.
 *
 * @throws DatasetError when a file is missing, malformed or does not fit the others.
 */
export function inspectDataset(source: DatasetSource): DatasetFacts {
  if (source.kind === 'catalog') {
    return catalogEntry(source.name).facts;
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
  if (test.maximum > train.maximum) {
    throw new DatasetError(
      messages.labelsBeyond(source.path, test.maximum, train.maximum),
      source.path,
    );
  }
  const classes = train.maximum + 1;
  if (classes < 2) throw new DatasetError(messages.oneClass(source.path), source.path);
  return {
    name: 'idx',
    imageShape: train.imageShape,
    classes,
    sha256: joinDigests({
      'train-images': train.imagesSha256,
      'train-labels': train.labelsSha256,
      'test-images': test.imagesSha256,
      'test-labels': test.labelsSha256,
    }),
    trainImages: train.count,
    testImages: test.count,
  };
}

interface Pair {
  readonly count: number;
  readonly imageShape: readonly [number, number];
  /** Largest label. */
  readonly maximum: number;
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
  const maximum = parsed.data.reduce((largest, label) => Math.max(largest, label), 0);
  return {
    count,
    imageShape: [height, width],
    maximum,
    imagesSha256: images.sha256,
    labelsSha256: labels.sha256,
  };
}
