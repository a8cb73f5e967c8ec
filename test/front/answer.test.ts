import { describe, expect, test } from 'vitest';
import { answerOf, isWithinTolerance } from '../../src/front/answer.js';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import type { TrialRecord } from '../../src/trial/records.js';
import { trialOf, trialsOf } from './trials.js';

const answer = (...groups: readonly (readonly TrialRecord[])[]) =>
  answerOf(summarizeConfigurations(groups.flat()));
const large = (accuracies: readonly number[]) => trialsOf('large', accuracies, { flops: 1000 });
const middle = (accuracies: readonly number[]) => trialsOf('middle', accuracies, { flops: 500 });
const small = (accuracies: readonly number[]) => trialsOf('small', accuracies, { flops: 100 });

describe('the answer', () => {
  test('names the best, the cheapest within one point and what it saves', () => {
    const result = answer(large([0.98, 0.982]), middle([0.975, 0.977]), small([0.95, 0.951]));
    expect(result).toMatchObject({
      state: 'saves',
      configurations: 3,
      complete: 3,
      best: { configuration: { configuration: 'large' } },
      cheapest: {
        candidate: { configuration: { configuration: 'middle' } },
        flops_saved: 500,
        share_saved: 0.5,
        ratio: 2,
        difference: { method: 'paired', n: 2, moreThanNoise: true },
      },
    });
  });

  test('counts exactly one point below as within it', () => {
    expect(isWithinTolerance(0.97, 0.98)).toBe(true);
    expect(isWithinTolerance(0.965, 0.975)).toBe(true);
    expect(isWithinTolerance(0.9699, 0.98)).toBe(false);
    expect(answer(large([0.98]), small([0.97])).state).toBe('saves');
    expect(answer(large([0.98]), small([0.9699])).state).toBe('costs');
  });

  test('says what the next cheaper one loses when none is within a point', () => {
    expect(answer(large([0.98]), middle([0.95]), small([0.9]))).toMatchObject({
      state: 'costs',
      next: { candidate: { configuration: { configuration: 'middle' } }, ratio: 2 },
    });
  });

  test('knows when the best is the cheapest', () => {
    expect(answer(large([0.97]), small([0.98]))).toMatchObject({
      state: 'costs',
      best: { configuration: { configuration: 'small' } },
      next: null,
    });
  });

  test('knows when nothing or only one configuration is complete', () => {
    const waiting = trialOf({ configuration: 'waiting', status: 'running', val_accuracy: null });
    expect(answer([waiting])).toEqual({ state: 'nothing', configurations: 1 });
    expect(answer()).toEqual({ state: 'nothing', configurations: 0 });
    expect(answer([waiting], large([0.98]))).toMatchObject({ state: 'single', configurations: 2 });
  });

  test('breaks ties by cost, parameters and id, never by the order of rows', () => {
    const twins = [
      trialsOf('c', [0.98], { flops: 100, params: 20 }),
      trialsOf('b', [0.98], { flops: 100, params: 10 }),
      trialsOf('a', [0.98], { flops: 100, params: 10 }),
      trialsOf('dear', [0.98], { flops: 200, params: 1 }),
    ];
    for (const order of [twins, [...twins].reverse()]) {
      expect(answer(...order)).toMatchObject({ best: { configuration: { configuration: 'a' } } });
    }
    const cheap = [
      trialsOf('worse', [0.975], { flops: 100 }),
      trialsOf('better', [0.976], { flops: 100 }),
    ];
    expect(answer(large([0.98]), ...cheap)).toMatchObject({
      cheapest: { candidate: { configuration: { configuration: 'better' } } },
    });
  });

  test('never looks at test accuracy', () => {
    const rows = [large([0.98]), middle([0.975]), small([0.9])];
    const changed = rows.map((group, index) =>
      group.map((row) => ({ ...row, test_accuracy: [0.1, 0.5, 1][index] ?? 0 })),
    );
    const ids = (result: ReturnType<typeof answer>) =>
      result.state === 'saves' && [
        result.best.configuration.configuration,
        result.cheapest.candidate.configuration.configuration,
      ];
    expect(ids(answer(...changed))).toEqual(ids(answer(...rows)));
  });

  test('saves an exact number of FLOPs beyond 2^53', () => {
    const result = answer(
      trialsOf('large', [0.98], { flops: 2n ** 60n + 1n }),
      trialsOf('small', [0.98], { flops: 1 }),
      trialsOf('best', [0.985], { flops: 2n ** 60n + 3n }),
    );
    expect(result).toMatchObject({ state: 'saves', cheapest: { flops_saved: 2n ** 60n + 2n } });
  });
});
