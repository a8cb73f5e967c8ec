import type { LabelledImages } from './load.js';

/**
 * Writes images `order[start .. start + count)` into `pixels` ([count, height * width], bytes
 * divided by 255) and their labels into `labels` as one-hot rows ([count, classes]). Without an
 * order the images follow each other as stored.
 */
export function gatherBatch(
  images: LabelledImages,
  order: Uint32Array | undefined,
  start: number,
  count: number,
  classes: number,
  pixels: Float32Array,
  labels: Float32Array,
): void {
  const size = images.imageShape[0] * images.imageShape[1];
  labels.fill(0, 0, count * classes);
  for (let row = 0; row < count; row++) {
    const image = order === undefined ? start + row : (order[start + row] ?? 0);
    const from = image * size;
    const to = row * size;
    for (let pixel = 0; pixel < size; pixel++)
      pixels[to + pixel] = (images.pixels[from + pixel] ?? 0) / 255;
    labels[row * classes + (images.labels[image] ?? 0)] = 1;
  }
}
