import { describe, expect, test } from 'vitest';
import {
  halvesOf,
  type Packing,
  planJobs,
  type PlannedJob,
  stepsOf,
  type TrialWorkload,
} from '../../src/plan/jobs.js';

const trials = [30n, 10n, 20n, 10n].map(
  (flop, index) => ({ trial: { id: `t${index}` }, flop, steps: 1 }) as unknown as TrialWorkload,
);
const order = (name: Parameters<typeof planJobs>[1]): string =>
  planJobs(trials, name)
    .map((job) => job.trials.map(({ trial }) => trial.id).join('+'))
    .join(' ');

test('cheapest first goes by training FLOP; equals keep the order of the spec', () => {
  expect(order('cheapest-first')).toBe('t1 t3 t2 t0');
});

test('expensive first is the other way round', () => {
  expect(order('expensive-first')).toBe('t0 t2 t1 t3');
});

test('given is the order of the spec', () => {
  expect(order('given')).toBe('t0 t1 t2 t3');
});

test('the short last batch of an epoch is a step too', () => {
  expect(stepsOf(50_000, 32, 10)).toBe(15_630);
  expect(stepsOf(64, 32, 1)).toBe(2);
  expect(stepsOf(65, 32, 1)).toBe(3);
});

describe('packed into programs', () => {
  const named = (id: string, params: number, program: string | null = 'p'): TrialWorkload =>
    ({
      trial: { id, configuration: { model: { hidden: [] } } },
      flop: BigInt(params),
      steps: 1,
      params,
      bytes: { compiled: 10 * params },
      // Compiling is beside the FLOP of these, but where a test says otherwise.
      effort: { compile: 0, flop: 1, xlaGain: 0 },
      program,
      order: null,
    }) as unknown as TrialWorkload;
  const WITHOUT_LIMITS: Packing = {
    trainer: 'compiled',
    params: Infinity,
    bytes: Infinity,
    trials: Infinity,
    mixedParams: 0,
    workers: 1,
    chooseTrainer: () => ({ trainer: 'compiled', compile: 'graph' }),
  };
  const packed = (some: readonly TrialWorkload[], params: number, most: number) =>
    planJobs(some, 'given', { ...WITHOUT_LIMITS, params, trials: most }).map(
      (job) => `${job.trainer} ${job.trials.map(({ trial }) => trial.id).join('+')}`,
    );

  test('networks that are long to compile take more of a program than their parameters', () => {
    const lenet = (id: string): TrialWorkload => ({
      ...named(id, 1000),
      effort: { compile: 4, flop: 2, xlaGain: 1e-4 },
    });
    // 40,000 each of 100,000.
    expect(packed(['a', 'b', 'c', 'd', 'e'].map(lenet), 100_000, 9)).toEqual([
      'compiled a+b',
      'compiled c+d',
      'compiled e',
    ]);
  });

  test('smallest first, until their parameters together are too many', () => {
    const some = [named('d', 40), named('a', 10), named('c', 30), named('b', 20)];
    // 10 + 20 + 30 = 60; 40 more would be 100.
    expect(packed(some, 60, 9)).toEqual(['compiled a+b+c', 'compiled d']);
    expect(packed(some, 59, 9)).toEqual(['compiled a+b', 'compiled c', 'compiled d']);
  });

  test('no more trials than there may be, and a network that is too large is alone', () => {
    const some = [named('a', 1), named('b', 1), named('c', 1), named('z', 500)];
    expect(packed(some, 100, 2)).toEqual(['compiled a+b', 'compiled c', 'compiled z']);
    expect(packed(some, 0, 1)).toEqual(['compiled a', 'compiled b', 'compiled c', 'compiled z']);
  });

  test('nor more memory than there is for them, by what their trainer takes', () => {
    // 10 bytes a parameter: 300 for a and b together.
    const some = [named('a', 10), named('b', 20), named('c', 30)];
    const within = (bytes: number) =>
      planJobs(some, 'given', { ...WITHOUT_LIMITS, bytes }).map(({ trials: own }) => own.length);
    expect(within(600)).toEqual([3]);
    expect(within(599)).toEqual([2, 1]);
    expect(within(299)).toEqual([1, 1, 1]);
  });

  test('only trials that can share a program share one; what cannot be compiled is of the layers', () => {
    const some = [named('a', 1, 'p'), named('b', 1, 'q'), named('c', 1, null), named('d', 1, 'p')];
    expect(packed(some, 100, 9)).toEqual(['layers c', 'compiled a+d', 'compiled b']);
  });

  test('few networks of an order of the batches share programs with those of others, many do not', () => {
    const of = (order: number | null, ids: string): TrialWorkload[] =>
      [...ids].map((id) => ({ ...named(id, 10), order }));
    const some = [...of(0, 'ab'), ...of(1, 'cd'), ...of(2, 'efg'), ...of(null, 'hi')];
    const jobs = (mixedParams: number, workers: number) =>
      planJobs(some, 'given', { ...WITHOUT_LIMITS, mixedParams, workers }).map(({ trials }) =>
        trials.map(({ trial }) => trial.id).join(''),
      );
    expect(jobs(0, 1)).toEqual(['ab', 'cd', 'efg', 'hi']);
    // Those that begin with no product of pixels stay among themselves.
    expect(jobs(20, 1)).toEqual(['abcd', 'efg', 'hi']);
    expect(jobs(30, 1)).toEqual(['abcdefg', 'hi']);
    // Divided among workers, those of an order stay together.
    const turns = [...of(0, 'a'), ...of(1, 'b'), ...of(0, 'c'), ...of(1, 'd')];
    const two = planJobs(turns, 'given', { ...WITHOUT_LIMITS, mixedParams: 20, workers: 2 });
    expect(two.map(({ trials }) => trials.map(({ trial }) => trial.id))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  test('the job of the cheapest trial goes first, however much else it trains', () => {
    // By all of their FLOP: b is 21, a and c are 35 and d is 40.
    const some = [
      named('d', 40, null),
      named('b', 21, null),
      named('a', 15, 'p'),
      named('c', 20, 'p'),
    ];
    const jobs = (order: Parameters<typeof planJobs>[1]) =>
      planJobs(some, order, WITHOUT_LIMITS).map((job) =>
        job.trials.map(({ trial }) => trial.id).join('+'),
      );
    expect(jobs('cheapest-first')).toEqual(['a+c', 'b', 'd']);
    expect(jobs('expensive-first')).toEqual(['d', 'a+c', 'b']);
  });

  test('of jobs whose cheapest trials are equal, the smaller one goes first', () => {
    const some = [named('a', 9, 'p'), named('b', 30, 'p'), named('c', 9, 'q'), named('d', 20, 'q')];
    const first = planJobs(some, 'cheapest-first', WITHOUT_LIMITS)[0];
    expect(first?.trials.map(({ trial }) => trial.id)).toEqual(['c', 'd']);
  });

  test('every trial is in one job, whatever the sizes', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const some = Array.from({ length: 1 + (seed % 13) }, (_, index) =>
        named(`${index}`, ((seed * 7919 + index * 104729) % 97) + 1, `p${(seed + index) % 3}`),
      );
      const jobs = planJobs(some, 'given', {
        ...WITHOUT_LIMITS,
        params: 100,
        trials: 1 + (seed % 4),
      });
      const ids = jobs.flatMap((job) => job.trials.map(({ trial }) => trial.id));
      expect(ids.sort()).toEqual(some.map(({ trial }) => trial.id).sort());
      for (const { trials: own } of jobs) {
        expect(new Set(own.map(({ program }) => program)).size).toBe(1);
        const params = own.reduce((sum, trial) => sum + trial.params, 0);
        expect(own.length === 1 || params <= 100).toBe(true);
      }
    }
  });

  test('a job is halved until its trials are alone', () => {
    const [job] = planJobs([named('a', 1), named('b', 1), named('c', 1)], 'given', {
      ...WITHOUT_LIMITS,
      params: 9,
      trials: 9,
    });
    const halves = job === undefined ? [] : halvesOf(job);
    expect(halves.map(({ trials: own }) => own.map(({ trial }) => trial.id))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
    expect(halves.map(({ trainer }) => trainer)).toEqual(['compiled', 'compiled']);
  });

  const lengthsOf = (jobs: readonly PlannedJob[]): number[] =>
    jobs.map(({ trials }) => trials.reduce((sum, trial) => sum + Number(trial.flop), 0));
  const pack = (some: readonly TrialWorkload[], workers: number, params = 700_000) =>
    planJobs(some, 'given', { ...WITHOUT_LIMITS, params, workers });

  test('one group is divided among the workers, as evenly as its trials allow', () => {
    const eight = Array.from({ length: 8 }, (_, index) => named(`${index}`, 89_610));
    expect(pack(eight, 2).map(({ trials }) => trials.length)).toEqual([4, 4]);
    expect(pack(eight, 4).map(({ trials }) => trials.length)).toEqual([2, 2, 2, 2]);
    expect(pack(eight.slice(0, 5), 4)).toHaveLength(4);
    expect(pack(eight.slice(0, 2), 4)).toHaveLength(2);
  });

  test('as many groups as workers are a job each', () => {
    const two = ['p', 'q'].flatMap((program) => [named('a', 9, program), named('b', 9, program)]);
    expect(pack(two, 2).map(({ trials }) => trials.length)).toEqual([2, 2]);
  });

  test('what is to be compiled counts, once for each architecture', () => {
    const compiled = (id: string, hidden: number): TrialWorkload => ({
      ...named(id, 10),
      trial: {
        id,
        configuration: { model: { hidden: [hidden] } },
      } as unknown as TrialWorkload['trial'],
      effort: { compile: 1, flop: 1, xlaGain: 0 },
    });
    // Four architectures, then four networks of a fifth: five to compile, two and a half each.
    const eight = [1, 2, 3, 4, 5, 5, 5, 5].map((hidden, index) => compiled(`${index}`, hidden));
    expect(pack(eight, 2).map(({ trials }) => trials.length)).toEqual([3, 5]);
  });

  test('on two workers no job is much longer than another: the networks of mlp.yaml', () => {
    const params = [
      7850, 6370, 12_730, 25_450, 50_890, 101_770, 203_530, 13_002, 26_506, 42_310, 55_050, 89_610,
      118_282, 189_706, 269_322, 25_818, 52_650, 104_938, 109_386, 218_058, 235_146, 13_274, 27_562,
      59_210, 99_710, 134_794,
    ];
    const jobs = pack(
      params.map((size, index) => ({ ...named(`${index}`, size), flop: BigInt(size) * 10n ** 9n })),
      2,
    );
    const lengths = lengthsOf(jobs);
    expect(jobs.length % 2).toBe(0);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(Math.max(...lengths) / mean).toBeLessThan(1.25);
  });
});
