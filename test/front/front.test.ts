import { describe, expect, test } from 'vitest';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import { frontOf } from '../../src/front/front.js';
import { DEFAULT_OBJECTIVES } from '../../src/trial/objective.js';
import { trialOf, trialsOf } from './trials.js';

const ids = (items: readonly { readonly configuration: string }[]): readonly string[] =>
  items.map((item) => item.configuration);

describe('the front of a sweep', () => {
  test('is of means over seeds, cheapest first', () => {
    const configurations = summarizeConfigurations([
      ...trialsOf('dear', [0.98, 0.97], { flops: 300 }),
      // One lucky seed does not carry a mean.
      ...trialsOf('lucky', [0.999, 0.9], { flops: 400 }),
      ...trialsOf('cheap', [0.95, 0.95], { flops: 100 }),
      ...trialsOf('beaten', [0.94, 0.95], { flops: 200 }),
    ]);
    expect(ids(frontOf(configurations, DEFAULT_OBJECTIVES))).toEqual(['cheap', 'dear']);
  });

  test('does not let the rounding of a sum decide between equal means', () => {
    // Both sums are 2.9166, but the floating-point means are 0.9722 and 0.9722000000000001.
    const configurations = summarizeConfigurations([
      ...trialsOf('cheap', [0.9627, 0.9793, 0.9746], { flops: 100 }),
      ...trialsOf('dear', [0.9646, 0.9774, 0.9746], { flops: 200 }),
    ]);
    expect(ids(frontOf(configurations, DEFAULT_OBJECTIVES))).toEqual(['cheap']);
  });

  test('leaves out configurations with a seed that has not completed', () => {
    const configurations = summarizeConfigurations([
      ...trialsOf('partial', [0.99], { flops: 50 }),
      trialOf({ configuration: 'partial', seed: 1, status: 'diverged', flops: 50 }),
      ...trialsOf('whole', [0.9, 0.9], { flops: 100 }),
    ]);
    expect(ids(frontOf(configurations, DEFAULT_OBJECTIVES))).toEqual(['whole']);
  });

  test('follows the objectives of the sweep', () => {
    const configurations = summarizeConfigurations([
      ...trialsOf('a', [0.9], { flops: 100, val_loss: 0.5 }),
      ...trialsOf('b', [0.8], { flops: 100, val_loss: 0.1 }),
    ]);
    expect(ids(frontOf(configurations, [{ name: 'val_loss', goal: 'minimize' }]))).toEqual(['b']);
  });

  test('never moves with test accuracy', () => {
    const rows = [...trialsOf('a', [0.9], { flops: 100 }), ...trialsOf('b', [0.8], { flops: 100 })];
    const tempting = rows.map((row) => ({
      ...row,
      test_accuracy: row.configuration === 'b' ? 1 : 0,
    }));
    expect(ids(frontOf(summarizeConfigurations(tempting), DEFAULT_OBJECTIVES))).toEqual(['a']);
  });

  test('is empty when nothing is complete', () => {
    expect(frontOf([], DEFAULT_OBJECTIVES)).toEqual([]);
  });
});
