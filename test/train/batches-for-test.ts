import { RandomStream } from '../../src/random/stream.js';

/** Images of noise with a learnable mark: pixels [count, 28, 28], labels 0 to 9. */
export function syntheticImages(count: number, seed: number) {
  const random = new RandomStream(seed, 'dropout', 0);
  const pixels = Uint8Array.from({ length: count * 784 }, () => random.below(256));
  const labels = Uint8Array.from({ length: count }, () => random.below(10));
  labels.forEach((label, image) => {
    for (let row = 0; row < 28; row++) pixels[image * 784 + row * 28 + label] = 255;
  });
  return { count, imageShape: [28, 28] as const, pixels, labels };
}
