import { describe, expect, test } from 'vitest';
import { summarizeConfigurations, valuesBySeed } from '../../src/front/configurations.js';
import { STATUSES } from '../../src/trial/trial.js';
import { trialOf, trialsOf } from './trials.js';

describe('configurations', () => {
  test('gather their seeds, in any order of rows', () => {
    const rows = [...trialsOf('a', [0.97, 0.98, 0.96]), ...trialsOf('b', [0.9])].reverse();
    const [b, a] = summarizeConfigurations(rows);
    expect(b).toMatchObject({ configuration: 'b', seeds: [0], complete: true });
    expect(a).toMatchObject({ configuration: 'a', seeds: [0, 1, 2], complete: true });
    expect(a?.means.val_accuracy).toMatchObject({ n: 3 });
    expect(a?.means.val_accuracy?.mean).toBeCloseTo(0.97, 12);
    expect(a && [...valuesBySeed(a, 'val_accuracy')]).toEqual([
      [0, 0.97],
      [1, 0.98],
      [2, 0.96],
    ]);
  });

  test.each(STATUSES.filter((status) => status !== 'completed' && status !== 'skipped'))(
    'are not complete while a seed is %s, and count only the others',
    (status) => {
      const [summary] = summarizeConfigurations([
        ...trialsOf('a', [0.97, 0.98]),
        trialOf({ configuration: 'a', seed: 2, status, val_accuracy: 0.1 }),
      ]);
      expect(summary).toMatchObject({ complete: false, seeds: [0, 1, 2] });
      expect(summary?.completed).toHaveLength(2);
      expect(summary?.means.val_accuracy?.mean).toBeCloseTo(0.975, 12);
    },
  );

  test('are not formed by trials that a constraint excluded', () => {
    expect(summarizeConfigurations([trialOf({ status: 'skipped' })])).toEqual([]);
    expect(summarizeConfigurations([])).toEqual([]);
  });

  test('have no mean when a completed trial lacks the value or it is not finite', () => {
    for (const val_loss of [null, NaN, Infinity]) {
      const [summary] = summarizeConfigurations([
        ...trialsOf('a', [0.97]),
        trialOf({ configuration: 'a', seed: 1, val_loss }),
      ]);
      expect(summary?.means.val_loss).toBeNull();
      expect(summary?.means.val_accuracy?.n).toBe(2);
    }
  });

  test('keep test metrics apart from those that may choose', () => {
    const [summary] = summarizeConfigurations([trialOf({ test_accuracy: 0.5 })]);
    expect(summary?.test.test_accuracy?.mean).toBe(0.5);
    expect(Object.keys(summary?.means ?? {})).not.toContain('test_accuracy');
  });
});
