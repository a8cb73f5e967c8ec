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

/** Sweeps of so many with any false statement, and with a shown saving. */
function simulate(
  means: readonly number[],
  sdOf: (index: number) => number,
  seeds: number,
): { readonly false: number; readonly shown: number } {
  const next = generatorOf(2026);
  const best = Math.max(...means);
  const totals = { false: 0, shown: 0 };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rows: FrontRow[] = means.flatMap((mean, index) =>
      Array.from({ length: seeds }, (_, seed) => {
        const value = mean + sdOf(index) * normal(next);
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

describe.each(Object.keys(TRUTHS))('of 500 sweeps of %s', (truth) => {
  test.each(
    Object.keys(SPREADS).flatMap((spread) => [3, 5, 10].map((seeds) => [spread, seeds] as const)),
  )('with %s variances and %d seeds at most 7 %% say anything false', (spread, seeds) => {
    const totals = simulate(TRUTHS[truth] ?? [], SPREADS[spread] ?? (() => NaN), seeds);
    expect(totals.false).toBeLessThanOrEqual(MOST_FALSE);
    // Nine in ten of the sweeps that are real find a real saving with five seeds.
    if (truth.startsWith('means') && spread === 'equal' && seeds >= 5) {
      expect(totals.shown).toBeGreaterThan(450);
    }
  });
});
