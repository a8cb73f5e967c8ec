import { describe, expect, test } from 'vitest';
import { nonDominated, type Criterion } from '../../src/front/front.js';
import type { Count } from '../../src/quantity/costs.js';
import { generatorOf } from './generator.js';

type Point = readonly (Count | null)[];

const criteria = (...goals: Criterion<Point>['goal'][]): Criterion<Point>[] =>
  goals.map((goal, index) => ({ goal, value: (point) => point[index] ?? null }));
const front = (points: readonly Point[], ...goals: Criterion<Point>['goal'][]) =>
  nonDominated(points, criteria(...goals));

describe('dominance', () => {
  test('keeps what nothing beats, in the given order', () => {
    const points: Point[] = [
      [0.9, 10],
      [0.8, 20],
      [0.95, 30],
      [0.95, 40],
    ];
    expect(front(points, 'maximize', 'minimize')).toEqual([points[0], points[2]]);
    expect(front(points, 'maximize', 'maximize')).toEqual([points[3]]);
    expect(front(points, 'minimize', 'minimize')).toEqual([points[0], points[1]]);
  });

  test('keeps equal points together and drops them together', () => {
    const points: Point[] = [
      [0.9, 10],
      [0.9, 10],
      [0.8, 10],
      [0.8, 10],
    ];
    expect(front(points, 'maximize', 'minimize')).toEqual([points[0], points[1]]);
  });

  test('with one criterion keeps every best item', () => {
    expect(front([[1], [3], [3], [2]], 'maximize')).toEqual([[3], [3]]);
  });

  test('ignores items without a finite value, which dominate nothing', () => {
    const points: Point[] = [
      [NaN, 1],
      [Infinity, 1],
      [null, 1],
      [0.5, 2],
    ];
    expect(front(points, 'maximize', 'minimize')).toEqual([points[3]]);
  });

  test('compares counts beyond 2^53 exactly, bigint against number too', () => {
    const large = 2n ** 53n;
    const points: Point[] = [
      [0.9, large + 1n],
      [0.9, Number(large)],
      [0.9, large],
    ];
    expect(front(points, 'maximize', 'minimize')).toEqual([points[1], points[2]]);
  });

  test('takes one to four criteria', () => {
    expect(() => front([], ...[])).toThrow('1 to 4 objectives, got 0');
    const five = Array.from({ length: 5 }, () => 'minimize' as const);
    expect(() => front([], ...five)).toThrow('got 5');
  });

  test('of two criteria equals a sweep by cost', () => {
    const next = generatorOf(3);
    for (let round = 0; round < 200; round++) {
      const points = pointsOf(next, 1 + Math.floor(next() * 40), 2);
      // From the cheapest on, a point is on the front when it is the best of its cost and better
      // than everything cheaper.
      const expected = new Set<Point>();
      let best = -Infinity;
      for (const cost of [...new Set(points.map((point) => Number(point[1])))].sort(
        (a, b) => a - b,
      )) {
        const peers = points.filter((point) => Number(point[1]) === cost);
        const top = Math.max(...peers.map((point) => Number(point[0])));
        if (top > best) {
          for (const peer of peers.filter((point) => Number(point[0]) === top)) expected.add(peer);
          best = top;
        }
      }
      expect(new Set(front(points, 'maximize', 'minimize'))).toEqual(expected);
    }
  });

  test.each([2, 3, 4])(
    'of %d criteria: kept do not beat each other, each dropped is beaten',
    (size) => {
      const next = generatorOf(size);
      for (let round = 0; round < 60; round++) {
        const points = pointsOf(next, 1 + Math.floor(next() * 40), size);
        const goals = Array.from({ length: size }, () =>
          next() < 0.5 ? ('maximize' as const) : ('minimize' as const),
        );
        const signs = goals.map((goal) => (goal === 'maximize' ? 1 : -1));
        const beats = (a: Point, b: Point): boolean => {
          const gains = signs.map((sign, index) => sign * (Number(a[index]) - Number(b[index])));
          return Math.min(...gains) >= 0 && Math.max(...gains) > 0;
        };
        const kept = front(points, ...goals);
        const dropped = points.filter((point) => !kept.includes(point));
        expect(kept.some((a) => kept.some((b) => beats(a, b)))).toBe(false);
        expect(dropped.every((point) => kept.some((other) => beats(other, point)))).toBe(true);
      }
    },
  );
});

/** Small whole values, so that ties and equal points are common. */
function pointsOf(next: () => number, count: number, size: number): Point[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: size }, () => Math.floor(next() * 8)),
  );
}
