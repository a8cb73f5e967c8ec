import { describe, expect, it } from 'vitest';
import { stratifiedOrder } from '../../src/data/split.js';
import { RandomStream } from '../../src/random/stream.js';

/** Classes one after the other, as a file that is sorted has them. */
function sorted(sizes: readonly number[]): Uint8Array {
  return Uint8Array.from(sizes.flatMap((size, label) => new Array<number>(size).fill(label)));
}

/** The most that a class of the first so many images, or of the last, is off its share; in images. */
function mostOff(labels: Uint8Array, order: Uint32Array, sizes: readonly number[]): number {
  const counts = sizes.map(() => 0);
  let most = 0;
  order.forEach((image, place) => {
    const label = labels[image] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
    sizes.forEach((size, one) => {
      const share = (size * (place + 1)) / labels.length;
      most = Math.max(most, Math.abs((counts[one] ?? 0) - share));
    });
  });
  return most;
}

describe('a stratified order', () => {
  const random = new RandomStream(1, 'search', 0);
  const grids = Array.from({ length: 60 }, () =>
    Array.from({ length: 2 + random.below(30) }, () => random.below(2) * random.below(200)),
  ).filter((sizes) => sizes.filter((size) => size > 0).length > 1);

  it.each([
    [[500, 500]],
    [new Array<number>(10).fill(60)],
    // One large class and many of a few images.
    [[900, ...new Array<number>(61).fill(3)]],
    [[1, 1, 998]],
    ...grids.map((sizes) => [sizes]),
  ])('has of %j every image once, and each class within one image of its share', (sizes) => {
    const labels = sorted(sizes);
    for (const seed of [0, 5]) {
      const order = stratifiedOrder(labels, seed, 'training');
      expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      // Of the last images too: their shares are off by as much as those of the first.
      expect(mostOff(labels, order, sizes)).toBeLessThan(1);
    }
  });

  // By a program in Python with fractions, written from the two papers alone.
  const LABELS = Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 5]);
  it.each([
    [0, 'training', [3, 8, 5, 9, 2, 7, 1, 11, 4, 10, 6, 0]],
    [7, 'training', [3, 7, 0, 9, 4, 6, 2, 11, 1, 10, 8, 5]],
    [0, 'test', [4, 6, 3, 9, 1, 8, 0, 11, 5, 10, 7, 2]],
  ] as const)('of seed %i and the %s file is for good', (seed, file, order) => {
    expect([...stratifiedOrder(LABELS, seed, file)]).toEqual(order);
  });

  it('draws which images of a class come first, each as often as the others', () => {
    // 12 images of 2 classes, of which the first 4 are taken: 2 of 6 of each.
    const labels = sorted([6, 6]);
    const taken = new Array<number>(12).fill(0);
    const seeds = 1800;
    for (let seed = 0; seed < seeds; seed++) {
      for (const image of stratifiedOrder(labels, seed, 'training').subarray(0, 4)) {
        taken[image] = (taken[image] ?? 0) + 1;
      }
    }
    // A third of the seeds; five standard deviations are 100.
    for (const times of taken) expect(Math.abs(times - seeds / 3)).toBeLessThan(100);
  });
});
