import { describe, expect, test } from 'vitest';
import { analyseFront, type FrontRow } from '../../src/front/analyse-front.js';
import { generatorOf, normal } from './generator.js';

/** Means in per cent of networks, cheapest first; a tolerance of one point. */
const TRUTHS: Readonly<Record<string, readonly number[]>> = {
  'equal networks': Array.from({ length: 26 }, () => 97),
  'means like those of mlp.yaml': [
    92.8, 93.2, 94.9, 95.2, 95.4, 96.5, 96.6, 96.5, 96.7, 97.1, 97.4, 97.3, 97.3, 97.1, 97.5, 97.5,
    97.7, 97.5, 97.6, 97.7, 97.5, 97.7, 97.7, 97.7, 97.7, 97.7,
  ],
  'networks that lose just more than the tolerance': Array.from({ length: 26 }, (_, index) =>
    index === 25 ? 98.0001 : 97,
  ),
};
const SPREADS: Readonly<Record<string, (index: number) => number>> = {
  equal: () => 0.2,
  unequal: (index) => 0.1 * 4 ** (((index * 7) % 26) / 25),
};
const SWEEPS = 500;
/** Nominally 5 %; two standard errors of a share of 500 above it are 7 %. */
const MOST_FALSE = 35;

interface Setting {
  readonly means: readonly number[];
  /** In per cent, with the generator of the simulation. */
  readonly valueOf: (mean: number, index: number, next: () => number) => number;
  readonly seedsOf: (index: number) => number;
}

/** Sweeps of so many with any false statement, and with a shown saving. */
function simulate({ means, valueOf, seedsOf }: Setting): {
  readonly false: number;
  readonly shown: number;
} {
  const next = generatorOf(2026);
  const best = Math.max(...means);
  const totals = { false: 0, shown: 0 };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rows: FrontRow[] = means.flatMap((mean, index) =>
      Array.from({ length: seedsOf(index) }, (_, seed) => {
        const value = valueOf(mean, index, next);
        return { configuration: String(index), seed, cost: index + 1, value };
      }),
    );
    const { answer, configurations } = analyseFront(rows, { tolerance: 1 });
    const isFalse = configurations.some(({ configuration, verdict }) => {
      const index = Number(configuration);
      const own = means[index] ?? NaN;
      const rival = Math.max(...means.slice(0, index));
      return verdict === 'front' ? rival >= own : verdict === 'dominated' && rival <= own;
    });
    const loss = answer.state === 'shown' ? best - (means[Number(answer.choice)] ?? NaN) : 0;
    if (isFalse || loss > 1) totals.false++;
    if (answer.state === 'shown') totals.shown++;
  }
  return totals;
}

const normalOf =
  (sdOf: (index: number) => number): Setting['valueOf'] =>
  (mean, index, next) =>
    mean + sdOf(index) * normal(next);

describe.each(Object.keys(TRUTHS))('of 500 sweeps of %s', (truth) => {
  test.each(
    Object.keys(SPREADS).flatMap((spread) => [3, 5, 10].map((seeds) => [spread, seeds] as const)),
  )('with %s variances and %d seeds at most 7 %% say anything false', (spread, seeds) => {
    const totals = simulate({
      means: TRUTHS[truth] ?? [],
      valueOf: normalOf(SPREADS[spread] ?? (() => NaN)),
      seedsOf: () => seeds,
    });
    expect(totals.false).toBeLessThanOrEqual(MOST_FALSE);
    // Nine in ten of the sweeps that are real find a real saving with five seeds.
    if (truth.startsWith('means') && spread === 'equal' && seeds >= 5) {
      expect(totals.shown).toBeGreaterThan(450);
    }
  });
});

/** Right answers of so many images, each right by itself. */
const shareOf =
  (images: number): Setting['valueOf'] =>
  (mean, _index, next) => {
    let right = 0;
    for (let image = 0; image < images; image++) if (next() < mean / 100) right++;
    return (100 * right) / images;
  };
const equal = (count: number, mean = 97): number[] => Array.from({ length: count }, () => mean);
const justBeyond = (count: number): number[] => [...equal(count - 1), 98.0001];
const isEven = (index: number): boolean => index % 2 === 0;

// Each said something false in 10 to 99 % of sweeps while the pool's variance was trusted more.
test.each<readonly [string, Setting]>([
  [
    'accuracies of few images, often alike by chance',
    { means: equal(26, 98), valueOf: shareOf(50), seedsOf: () => 3 },
  ],
  [
    'accuracies of which most are alike',
    { means: equal(10, 99.5), valueOf: shareOf(100), seedsOf: () => 3 },
  ],
  [
    'networks of three seeds that vary more than those of ten',
    {
      means: justBeyond(5),
      valueOf: normalOf((index) => (isEven(index) ? 0.4 : 0.2)),
      seedsOf: (index) => (isEven(index) ? 3 : 10),
    },
  ],
  [
    'networks of one seed that vary more than those of five',
    {
      means: justBeyond(26),
      valueOf: normalOf((index) => (isEven(index) ? 2 : 0.2)),
      seedsOf: (index) => (isEven(index) ? 1 : 5),
    },
  ],
  [
    'a hundred networks, three of which vary more',
    {
      means: justBeyond(100),
      valueOf: normalOf((index) => (index > 96 ? 0.6 : 0.2)),
      seedsOf: () => 3,
    },
  ],
  [
    'five networks, one of which varies five times as much',
    {
      means: equal(5),
      valueOf: normalOf((index) => (index === 1 ? 1 : 0.2)),
      seedsOf: () => 3,
    },
  ],
])('in at most 7 of 100 sweeps of %s anything is false', (_, setting) => {
  expect(simulate(setting).false).toBeLessThanOrEqual(MOST_FALSE);
});
