import { describe, expect, test } from 'vitest';
import { bestOf, type Limits } from '../../src/front/best.js';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import { subjectOf } from '../../src/front/sweep-analysis.js';
import { DEFAULT_OBJECTIVES, type Objective } from '../../src/trial/objective.js';
import { trialsOf } from './trials.js';

const ACCURACY: Objective = { name: 'val_accuracy', goal: 'maximize' };
const by = (objective: Objective) => ({ objective, subject: subjectOf(DEFAULT_OBJECTIVES) });
const NONE: Limits = { most: {}, min_accuracy: null, within: null };

/** Cheap and poor to dear and good; the dearest is no better than the one before. */
const trials = [
  ...trialsOf('a', [0.9, 0.92], { flops: 100, params: 50 }),
  ...trialsOf('b', [0.95, 0.95], { flops: 200, params: 300 }),
  ...trialsOf('c', [0.97, 0.97], { flops: 400, params: 200 }),
  ...trialsOf('d', [0.975, 0.965], { flops: 800, params: 400 }),
];
const configurations = summarizeConfigurations(trials);

const chosen = (limits: Partial<Limits>, objective = ACCURACY): string => {
  const best = bestOf(configurations, by(objective), { ...NONE, ...limits });
  return best.state === 'found' ? best.chosen.configuration : best.state;
};

describe('the best configuration', () => {
  test('is best by the mean over seeds, and of equal means the cheaper', () => {
    // c and d both have the mean 0.97; d has the best single seed.
    expect(chosen({})).toBe('c');
  });

  test('is by the first objective, whichever that is', () => {
    expect(chosen({}, { name: 'flops', goal: 'minimize' })).toBe('a');
    expect(chosen({}, { name: 'params', goal: 'maximize' })).toBe('d');
  });

  test('never is by test accuracy', () => {
    const tested = summarizeConfigurations(
      trials.map((trial) => ({ ...trial, test_accuracy: trial.configuration === 'a' ? 1 : 0.1 })),
    );
    const best = bestOf(tested, by(ACCURACY), NONE);
    expect(best.state === 'found' && best.chosen.configuration).toBe('c');
  });

  test('is complete', () => {
    const failed = trials.map((trial) =>
      trial.configuration === 'c' && trial.seed === 1
        ? { ...trial, status: 'failed' as const }
        : trial,
    );
    const best = bestOf(summarizeConfigurations(failed), by(ACCURACY), NONE);
    expect(best.state === 'found' && best.chosen.configuration).toBe('d');
    expect(bestOf([], by(ACCURACY), NONE)).toEqual({ state: 'none-complete', configurations: 0 });
  });

  test('has the metric: of trials that completed without it there is none', () => {
    const older = trials.map((trial) => ({ ...trial, val_top5_accuracy: null }));
    const top5: Objective = { name: 'val_top5_accuracy', goal: 'maximize' };
    expect(bestOf(summarizeConfigurations(older), by(top5), NONE)).toEqual({
      state: 'none-measured',
    });
  });

  test.each<[Partial<Limits>, string]>([
    [{ most: { flops: 200n } }, 'b'],
    [{ most: { flops: 199n } }, 'a'],
    [{ most: { flops: 800n, params: 200n } }, 'c'],
    [{ most: { params: 199n } }, 'a'],
    [{ min_accuracy: 0.97 }, 'c'],
    [{ min_accuracy: 0.970000001 }, 'none-in-limits'],
  ])('keeps to the limits %o, the limit itself included', (limits, expected) => {
    expect(chosen(limits)).toBe(expected);
  });

  test.each<[Partial<Limits>, string]>([
    [{ within: 0 }, 'c'],
    [{ within: 0.02 }, 'b'],
    [{ within: 0.019999999 }, 'c'],
    [{ within: 0.06 }, 'a'],
    // 0.95 is the best that is affordable: a lacks four points of it, not six.
    [{ most: { flops: 200n }, within: 0.04 }, 'a'],
    [{ min_accuracy: 0.95, within: 0.5 }, 'b'],
  ])('within %o is the cheapest near the best of those that keep to the limits', (limits, name) => {
    expect(chosen(limits)).toBe(name);
  });

  test('is exact beyond 2^53', () => {
    const huge = summarizeConfigurations([
      ...trialsOf('x', [0.9], { training_flops: 2n ** 60n + 1n }),
      ...trialsOf('y', [0.8], { training_flops: 2n ** 60n }),
    ]);
    const best = bestOf(huge, by(ACCURACY), { ...NONE, most: { training_flops: 2n ** 60n } });
    expect(best.state === 'found' && best.chosen.configuration).toBe('y');
  });

  test('has a nearest where nothing keeps to the limits: the one that misses by the least share', () => {
    const nearest = (limits: Partial<Limits>) => {
      const best = bestOf(configurations, by(ACCURACY), { ...NONE, ...limits });
      return best.state === 'none-in-limits' ? best.nearest.configuration : best.state;
    };
    expect(nearest({ most: { flops: 99n } })).toBe('a');
    expect(nearest({ min_accuracy: 0.99 })).toBe('c');
    // a misses by 0.06 / 0.97, b by 50 / 150, c by 250 / 150.
    expect(nearest({ most: { flops: 150n }, min_accuracy: 0.97 })).toBe('a');
  });
});
