import { expect, test } from 'vitest';
import { EqualParts, type Part, type PartLimits, type Weight } from '../../src/plan/equal-parts.js';
import { RandomStream } from '../../src/random/stream.js';

/** Item after item: into so many parts of equal work, or more where the limits ask for it. */
function oneByOne(items: readonly Weight[], count: number, limits: PartLimits): readonly Part[] {
  const total = items.reduce((sum, { work }) => sum + work, 0);
  const parts: Part[] = [];
  let [start, params, bytes, done] = [0, 0, 0, 0];
  for (const [index, item] of items.entries()) {
    const full =
      index - start >= limits.items ||
      params + item.params > limits.params ||
      bytes + item.bytes > limits.bytes;
    const share = (total * (parts.length + 1)) / count;
    const enough = parts.length + 1 < count && done + item.work / 2 > share;
    if (index > start && (full || enough)) {
      parts.push([start, index]);
      [start, params, bytes] = [index, 0, 0];
    }
    params += item.params;
    bytes += item.bytes;
    done += item.work;
  }
  return [...parts, [start, items.length]];
}

/** Every multiple of `step` in turn. */
function firstThatKeeps(items: readonly Weight[], step: number, limits: PartLimits) {
  for (let count = step; count < items.length; count += step) {
    const parts = oneByOne(items, count, limits);
    if (parts.length <= count) return parts;
  }
  return items.map((_, index) => [index, index + 1] as const);
}

test('the parts are those of trying every number of them, item after item', () => {
  const stream = new RandomStream(5, 'search', 0);
  const random = (below: number): number => stream.below(below);
  let several = 0;
  for (let run = 0; run < 3000; run += 1) {
    const largest = 1 + random(1000);
    const items = Array.from({ length: 1 + random(run < 2900 ? 60 : 400) }, (): Weight => {
      const params = 1 + random(largest);
      // As the work of networks: with a share of its own for every step, and not in the order of size.
      const work = params * (4 + random(3)) + random(3) * random(2000) + 1;
      return { work, params, bytes: 10 * params + random(500) };
    }).sort((a, b) => a.params - b.params);
    const limits: PartLimits = {
      params: random(3) === 0 ? Infinity : 1 + random(3 * largest),
      bytes: random(3) === 0 ? Infinity : 1 + random(30 * largest),
      items: random(2) === 0 ? Infinity : 1 + random(8),
    };
    const step = 2 + random(5);
    const parts = new EqualParts(items, limits);
    expect(parts.fewest()).toEqual(oneByOne(items, 1, limits));
    const found = parts.multipleOf(step);
    expect(found).toEqual(firstThatKeeps(items, step, limits));
    if (found.length > step && found.length < items.length) several += 1;
  }
  // Otherwise the search would hardly be asked.
  expect(several).toBeGreaterThan(500);
});

test('a hundred thousand items are cut as soon as they are read', () => {
  // As on 784-h-10 for 100 widths at 1,000 learning rates: some five thousand parts, and ten thousand
  // to keep the largest within the limits. Trying every number would take minutes.
  const items = Array.from({ length: 100_000 }, (_, index): Weight => {
    const width = 1 + Math.floor(index / 1000);
    const params = 785 * width + 10 * (width + 1);
    return { work: 64 * params * 15_630 + 2e6 * 15_630, params, bytes: 4 * params };
  });
  for (const limits of [
    { params: 700_000, bytes: Infinity, items: Infinity },
    { params: 2_000_000, bytes: Infinity, items: 4 },
    { params: Infinity, bytes: 1e6, items: Infinity },
  ]) {
    const began = performance.now();
    const parts = new EqualParts(items, limits).multipleOf(2);
    expect(parts.length % 2).toBe(0);
    expect(performance.now() - began).toBeLessThan(2000);
  }
});
