import { describe, expect, test } from 'vitest';
import { analyseFront, type FrontRow, type Verdict } from '../../src/front/analyse-front.js';
import { generatorOf, normal } from './generator.js';

/** Rows of one configuration, seeds from 0. */
const runs = (
  configuration: string,
  cost: number | bigint,
  values: readonly number[],
): FrontRow[] => values.map((value, seed) => ({ configuration, seed, cost, value }));

/** Five values of a mean with a standard deviation of exactly 0.001. */
const around = (mean: number): number[] =>
  [-1.2649, -0.6325, 0, 0.6325, 1.2649].map((step) => mean + step * 0.001);

const verdictsOf = (rows: readonly FrontRow[], options = {}): Record<string, Verdict> =>
  Object.fromEntries(
    analyseFront(rows, options).configurations.map((item) => [item.configuration, item.verdict]),
  );

describe('verdicts', () => {
  test('tell what is better than all that cost no more, and what is worse than one', () => {
    const rows = [
      ...runs('cheap', 1, around(0.9)),
      ...runs('wasteful', 2, around(0.88)),
      ...runs('good', 3, around(0.95)),
      ...runs('alike', 4, around(0.9503)),
    ];
    // Between alike and good 0.0003, at a standard error of 0.00063.
    expect(verdictsOf(rows)).toEqual({
      cheap: 'front',
      wasteful: 'dominated',
      good: 'front',
      alike: 'undecided',
    });
  });

  test('are the same in any order of rows, and the mirror of a goal', () => {
    const rows = [
      ...runs('a', 1, around(0.9)),
      ...runs('b', 2, around(0.88)),
      ...runs('c', 3, around(0.95)),
    ];
    expect(verdictsOf([...rows].reverse())).toEqual(verdictsOf(rows));
    const mirrored = rows.map((row) => ({ ...row, value: 1 - row.value }));
    expect(verdictsOf(mirrored, { goal: 'minimize' })).toEqual(verdictsOf(rows));
  });

  test('are undecided with one seed each, the cheapest too', () => {
    const rows = [...runs('a', 1, [0.5]), ...runs('b', 2, [0.9])];
    expect(verdictsOf(rows)).toEqual({ a: 'undecided', b: 'undecided' });
  });

  test('have the cheapest on the front as soon as there are two seeds, but not twins', () => {
    expect(verdictsOf(runs('only', 1, [0.5, 0.6]))).toEqual({ only: 'front' });
    const rows = [...runs('a', 1, [0.5, 0.6]), ...runs('b', 2, [0.5, 0.6])];
    expect(verdictsOf(rows)['a']).toBe('front');
    const twins = [...runs('a', 1, around(0.9)), ...runs('b', 1, around(0.9001))];
    expect(verdictsOf(twins)).toEqual({ a: 'undecided', b: 'undecided' });
    const unequal = [...runs('a', 1, around(0.9)), ...runs('b', 1, around(0.95))];
    expect(verdictsOf(unequal)).toEqual({ a: 'dominated', b: 'front' });
  });

  test('of values that never vary are exact', () => {
    const rows = [
      ...runs('a', 1, [0.9, 0.9]),
      ...runs('b', 2, [0.9, 0.9]),
      ...runs('c', 3, [0.91, 0.91]),
      ...runs('d', 4, [0.905, 0.905]),
    ];
    expect(verdictsOf(rows)).toEqual({
      a: 'front',
      b: 'undecided',
      c: 'front',
      d: 'dominated',
    });
  });

  test('of a difference are those of t, halfway between the fewer degrees of freedom and Welch’s', () => {
    // Two of three seeds each, equal variances: 2 degrees of freedom each, 4 by Welch, so 3. "dominated"
    // takes the tail 0.02, of which t is 3.4819 (SciPy); "front" 0.01: 4.5407.
    const pair = (difference: number): FrontRow[] => [
      ...runs('a', 1, [0.49, 0.5, 0.51]),
      ...runs('b', 2, [0.49 + difference, 0.5 + difference, 0.51 + difference]),
    ];
    const se = 0.01 * Math.sqrt(2 / 3);
    expect(verdictsOf(pair(4.5 * se))['b']).toBe('undecided');
    expect(verdictsOf(pair(4.65 * se))['b']).toBe('front');
    expect(verdictsOf(pair(-3.45 * se))['b']).toBe('undecided');
    expect(verdictsOf(pair(-3.58 * se))['b']).toBe('dominated');
  });
});

describe('the answer', () => {
  const rows = [
    ...runs('cheap', 100, around(0.9)),
    ...runs('middle', 200, around(0.945)),
    ...runs('best', 1000, around(0.95)),
  ];

  test('is shown where the loss is within the tolerance at its upper bound', () => {
    const { answer } = analyseFront(rows);
    expect(answer).toMatchObject({ state: 'shown', best: 'best', choice: 'middle' });
    expect(answer.share_saved).toBeCloseTo(0.8, 12);
    expect(answer.loss?.mean).toBeCloseTo(0.005, 9);
    // The tail of 2 others is 1 - 0.98^(1/2). The third lends its 4 degrees of freedom: 8 each, 12 (the
    // pool's) by Welch, so 10: t = 2.7608 (SciPy).
    expect(answer.loss?.upper).toBeCloseTo(0.005 + 2.7608 * 0.001 * Math.sqrt(2 / 5), 4);
    expect(answer.seeds_to_settle).toBeNull();
  });

  test('is likely where only the means are, and says how many seeds would settle it', () => {
    const { answer } = analyseFront(rows, { tolerance: 0.0055 });
    expect(answer).toMatchObject({ state: 'likely', choice: 'middle' });
    const further = answer.seeds_to_settle ?? NaN;
    // By hand for the normal quantile 2.327: 2.327 * 0.001 * sqrt(2 / n) <= 0.0005, n >= 43.3.
    expect(further).toBeGreaterThanOrEqual(38);
    expect(further).toBeLessThanOrEqual(41);
  });

  test('prefers the cheapest that is shown to a cheaper one that is likely', () => {
    const wide = [...rows, ...runs('risky', 150, [0.93, 0.936, 0.942, 0.948, 0.954])];
    expect(analyseFront(wide, { tolerance: 0.02 }).answer).toMatchObject({
      state: 'shown',
      choice: 'middle',
    });
  });

  test('is no where nothing cheaper is near, and where the best is the cheapest', () => {
    const none = { choice: null, loss: null, share_saved: null, seeds_to_settle: null };
    expect(analyseFront(rows, { tolerance: 0.001 }).answer).toEqual({
      state: 'no',
      tolerance: 0.001,
      best: 'best',
      ...none,
    });
    const falling = [...runs('a', 1, around(0.95)), ...runs('b', 2, around(0.9))];
    expect(analyseFront(falling).answer).toMatchObject({ state: 'no', best: 'a', ...none });
    expect(analyseFront(rows.slice(0, 5)).answer).toMatchObject({ state: 'single', ...none });
    expect(analyseFront([]).answer).toEqual({
      state: 'nothing',
      tolerance: 0.01,
      best: null,
      ...none,
    });
  });

  test('of one seed each is likely at most, without an upper bound', () => {
    const single = [...runs('a', 1, [0.945]), ...runs('b', 2, [0.95])];
    expect(analyseFront(single).answer).toMatchObject({
      state: 'likely',
      loss: { upper: null },
      seeds_to_settle: null,
    });
  });

  test('counts a loss of exactly the tolerance as within it', () => {
    // 0.98 - 0.97 is 0.010000000000000009 in doubles.
    const exact = [...runs('a', 1, [0.97, 0.97]), ...runs('b', 2, [0.98, 0.98])];
    expect(analyseFront(exact).answer).toMatchObject({ state: 'shown', choice: 'a' });
    const beyond = [...runs('a', 1, [0.9699, 0.9699]), ...runs('b', 2, [0.98, 0.98])];
    expect(analyseFront(beyond).answer.state).toBe('no');
  });

  test('is of losses where less is better', () => {
    const losses = rows.map((row) => ({ ...row, value: 1 - row.value }));
    const { answer, configurations } = analyseFront(losses, { goal: 'minimize' });
    expect(answer).toMatchObject({ state: 'shown', best: 'best', choice: 'middle' });
    expect(configurations.find(({ configuration }) => configuration === 'best')?.mean).toBeCloseTo(
      0.05,
      9,
    );
  });

  test('takes the cheaper of equally good ones for the best', () => {
    const tied = [...runs('dear', 9, [0.9, 0.9]), ...runs('cheap', 3, [0.9, 0.9])];
    expect(analyseFront(tied).answer.best).toBe('cheap');
  });

  test('is exact in costs beyond 2^53', () => {
    const huge = [
      ...runs('a', 2n ** 60n, around(0.95)),
      ...runs('b', 2n ** 60n + 1n, around(0.96)),
      ...runs('c', 5, around(0.5)),
    ];
    const { answer, configurations } = analyseFront(huge, { tolerance: 0.02 });
    expect(answer).toMatchObject({ best: 'b', choice: 'a', state: 'shown' });
    expect(configurations[0]?.cost).toBe(2n ** 60n);
  });
});

describe('numbers at the ends of their range', () => {
  const rows = [
    ...runs('cheap', 100, around(0.9)),
    ...runs('middle', 200, around(0.945)),
    ...runs('best', 1000, around(0.95)),
  ];

  test.each([2 ** -1000, 2 ** -300, 2 ** 300, 2 ** 1023])('are those of any unit: %d', (unit) => {
    const expected = analyseFront(rows);
    const found = analyseFront(
      rows.map((row) => ({ ...row, value: row.value * unit })),
      { tolerance: 0.01 * unit },
    );
    expect(found.answer).toMatchObject({ state: 'shown', choice: 'middle', best: 'best' });
    expect((found.answer.loss?.upper ?? NaN) / unit).toBeCloseTo(
      expected.answer.loss?.upper ?? 0,
      9,
    );
    expect(found.configurations.map(({ verdict }) => verdict)).toEqual(
      expected.configurations.map(({ verdict }) => verdict),
    );
  });

  test('of one configuration do not loosen what is said of others', () => {
    // Some programs write a huge number for a loss that is none.
    const sentinel = runs('diverged', 2000, [1e15, 1e15, 1e15, 1e15, 1e15]);
    const losses = rows.map((row) => ({ ...row, value: 1 - row.value }));
    const options = { goal: 'minimize', tolerance: 0.001 } as const;
    expect(analyseFront(losses, options).answer.state).toBe('no');
    expect(analyseFront([...losses, ...sentinel], options).answer.state).toBe('no');
  });

  test('save a share of counts beyond 1e308 too', () => {
    const huge = rows.map((row) => ({ ...row, cost: BigInt(row.cost) * 10n ** 400n }));
    expect(analyseFront(huge).answer.share_saved).toBeCloseTo(0.8, 12);
    const mixed = huge.map((row) => ({
      ...row,
      cost: row.configuration === 'best' ? row.cost : 0.5,
    }));
    expect(
      analyseFront(mixed.filter((row) => row.configuration !== 'cheap')).answer.share_saved,
    ).toBe(1);
  });
});

describe('means', () => {
  test('decide by the digits in which they are told', () => {
    // They differ in the thirteenth digit.
    const rows = [...runs('a', 1, [0.9]), ...runs('b', 2, [0.9000000000001])];
    const { answer, configurations } = analyseFront(rows, { tolerance: 0 });
    expect(answer).toMatchObject({ best: 'b', state: 'no' });
    expect(configurations[1]?.mean).toBe(0.9000000000001);
  });

  test('of equal values are equal in any order of seeds', () => {
    const values = [0.1, 0.7, 0.3, 1e-17, 0.9];
    const rows = [...runs('a', 1, values), ...runs('b', 2, [...values].reverse())];
    expect(analyseFront(rows, { tolerance: 0 }).answer).toMatchObject({ best: 'a', state: 'no' });
  });
});

describe('configurations', () => {
  test('have means, seeds and intervals in the order of their first rows', () => {
    const rows = [...runs('b', 2, [0.9, 0.92]), ...runs('a', 1, [0.8, 0.82, 0.84])];
    const { configurations } = analyseFront(rows);
    expect(configurations.map(({ configuration, n }) => [configuration, n])).toEqual([
      ['b', 2],
      ['a', 3],
    ]);
    expect(configurations[0]?.mean).toBeCloseTo(0.91, 12);
    // Two lend each other nothing: variance 0.0002, t of 1 degree of freedom 12.7062.
    const [low, high] = configurations[0]?.interval ?? [NaN, NaN];
    expect((high - low) / 2).toBeCloseTo(12.7062 * Math.sqrt(0.0002 / 2), 5);
  });

  test('of one seed have no interval, decide nothing, and let nothing be shown', () => {
    const others = ['a', 'b', 'c', 'd'].flatMap((name, index) => runs(name, index, around(0.9)));
    const { answer, configurations } = analyseFront([...others, ...runs('e', 9, [0.905])]);
    expect(configurations.at(-1)).toMatchObject({ n: 1, interval: null, verdict: 'undecided' });
    // What e truly reaches, one seed does not tell.
    expect(answer).toMatchObject({ state: 'likely', choice: 'a', best: 'e' });
    expect(answer.loss).toEqual({ mean: 0.005, upper: null });
    expect(answer.seeds_to_settle).toBeGreaterThan(0);
    // Nor does it dominate, or let a dearer one be better than all that cost less.
    const single = [
      ...runs('a', 1, [0.99]),
      ...runs('b', 2, around(0.5)),
      ...runs('c', 3, around(0.6)),
    ];
    expect(verdictsOf(single)).toEqual({ a: 'undecided', b: 'undecided', c: 'undecided' });
  });

  test('keep means and intervals in the range of the value', () => {
    const rows = [...runs('a', 1, [0.9, 0.99, 1]), ...runs('b', 2, [0.001, 0.2, 0.1])];
    for (const { interval } of analyseFront(rows, { range: [0, 1] }).configurations) {
      expect(interval?.[0]).toBeGreaterThanOrEqual(0);
      expect(interval?.[1]).toBeLessThanOrEqual(1);
    }
    expect(analyseFront(rows).configurations[0]?.interval?.[1]).toBeGreaterThan(1);
  });

  test('are on the front of the means where none dominates them, twins both', () => {
    const rows = [
      ...runs('a', 1, [0.5]),
      ...runs('twin', 1, [0.5]),
      ...runs('b', 2, [0.5]),
      ...runs('c', 3, [0.6]),
      ...runs('d', 4, [0.55]),
    ];
    expect(
      analyseFront(rows).configurations.flatMap((item) => (item.front ? item.configuration : [])),
    ).toEqual(['a', 'twin', 'c']);
  });

  test('that cannot be compared are named with the reason, and are in nothing else', () => {
    const rows = [
      ...runs('good', 1, [0.5, 0.6]),
      ...runs('nan', 2, [0.5, NaN]),
      { configuration: 'twice', seed: 3, cost: 1, value: 0.5 },
      { configuration: 'twice', seed: '3', cost: 1, value: 0.6 },
      { configuration: 'costs', seed: 1, cost: 1, value: 0.5 },
      { configuration: 'costs', seed: 2, cost: 2n, value: 0.5 },
      ...runs('endless', Infinity, [0.9]),
      ...runs('negative', -1, [0.9]),
      ...runs('unknown', null as unknown as number, [0.9]),
    ];
    const { configurations, left_out, answer } = analyseFront(rows);
    expect(configurations.map(({ configuration }) => configuration)).toEqual(['good']);
    expect(answer.state).toBe('single');
    expect(left_out).toEqual([
      { configuration: 'nan', reason: 'the value of seed 1 is NaN' },
      { configuration: 'twice', reason: 'it has two values for seed 3' },
      { configuration: 'costs', reason: 'it has two costs, 1 and 2' },
      { configuration: 'endless', reason: 'its cost is Infinity' },
      { configuration: 'negative', reason: 'its cost is -1' },
      { configuration: 'unknown', reason: 'its cost is null' },
    ]);
  });

  test('refuse options that mean nothing', () => {
    expect(() => analyseFront([], { tolerance: -1 })).toThrow('from 0 up, got -1');
    expect(() => analyseFront([], { tolerance: NaN })).toThrow('got NaN');
    expect(() => analyseFront([], { range: [1, 0] })).toThrow('[low, high], got [1, 0]');
    expect(() => analyseFront([], { goal: 'up' as 'maximize' })).toThrow('maximize or minimize');
  });
});

describe('eight thousand configurations', () => {
  test.each([1, 7])('with %d at each cost take a moment', (ties) => {
    const next = generatorOf(3);
    const rows = Array.from({ length: 40_000 }, (_, index) => {
      const place = Math.floor(index / 5);
      return {
        configuration: `c${place}`,
        seed: index % 5,
        cost: Math.floor(place / ties),
        value: 0.9 + place / 160_000 + 0.002 * normal(next),
      };
    });
    const started = performance.now();
    expect(analyseFront(rows, { range: [0, 1] }).configurations).toHaveLength(8000);
    // Half a second; a busy machine may take some times as long. All pairs with t took minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
