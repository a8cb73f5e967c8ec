import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes of an IDX file of unsigned bytes. */
export function idx(shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  bytes.set(Array.from(data), 4 + 4 * shape.length);
  return bytes;
}

/**
 * Writes a learnable dataset of four-pixel images: the class is the brightest pixel.
 *
 * @param classes 2 to 4.
 */
export function writeTinyDataset(
  folder: string,
  { train = 240, test = 60, classes = 3, gzip = false } = {},
): void {
  const write = (name: string, bytes: Uint8Array): void =>
    writeFileSync(join(folder, gzip ? `${name}.gz` : name), gzip ? gzipSync(bytes) : bytes);
  for (const [prefix, count] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    const labels = Array.from({ length: count }, (_, image) => image % classes);
    const pixels = labels.flatMap((label, image) =>
      [0, 1, 2, 3].map((pixel) => (pixel === label ? 255 : (image * 7 + pixel * 13) % 60)),
    );
    write(`${prefix}-images-idx3-ubyte`, idx([count, 2, 2], pixels));
    write(`${prefix}-labels-idx1-ubyte`, idx([count], labels));
  }
}

/** Writes images of one pixel with these labels: the pixel is the image's number in its file. */
export function writeLabels(
  folder: string,
  training: readonly number[],
  test: readonly number[],
): void {
  for (const [prefix, labels] of [
    ['train', training],
    ['t10k', test],
  ] as const) {
    const pixels = labels.map((_, image) => image % 256);
    writeFileSync(join(folder, `${prefix}-images-idx3-ubyte`), idx([labels.length, 1, 1], pixels));
    writeFileSync(join(folder, `${prefix}-labels-idx1-ubyte`), idx([labels.length], labels));
  }
}
