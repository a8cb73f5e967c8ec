import { describe, expect, test } from 'vitest';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import { numberWords, shareWords } from '../../src/front/quantities.js';
import { analyseSweep, sweepAnswerInWords } from '../../src/front/sweep-analysis.js';
import { DEFAULT_OBJECTIVES, type Objective } from '../../src/trial/objective.js';
import type { TrialRecord } from '../../src/trial/records.js';
import { trialOf, trialsOf } from './trials.js';

const words = (
  groups: readonly (readonly TrialRecord[])[],
  objectives: readonly Objective[] = DEFAULT_OBJECTIVES,
) => sweepAnswerInWords(analyseSweep(summarizeConfigurations(groups.flat()), objectives));
const large = (accuracies: readonly number[]) =>
  trialsOf('100-100', accuracies, { flops: 179_050 });
const small = (accuracies: readonly number[]) => trialsOf('50-50', accuracies, { flops: 84_550 });

describe('the answer in words', () => {
  test('says yes of what is shown only, how much less and what it loses at most', () => {
    const text = words([large([0.976, 0.9759, 0.9761]), small([0.972, 0.9721, 0.9719])]);
    // 1 - 84,550 / 179,050 = 52.78 %, told as 52; 179,050 / 84,550 = 2.118. Equal variances, 2 degrees of
    // freedom each, 4 by Welch: t(0.02) of 3 is 3.4819, 0.4 + 3.4819 x 0.01 x sqrt(2 / 3) = 0.4284 points.
    expect(text.headline).toBe(
      'Yes: hidden 50-50 takes 52 % fewer FLOPs than the best, hidden 100-100, and loses at most 0.43 points of validation accuracy.',
    );
    expect(text.sentences.join(' ')).toContain(
      'within 1 percentage point of the true best, whichever that is (95 %',
    );
    expect(text.sentences.join(' ')).toContain('the means differ by 0.40 points.');
    expect(text.sentences.join(' ')).toContain('94,500 FLOPs per image saved, 2.1x fewer.');
    expect(text.caveats).toEqual([]);
  });

  test('says likely where the means alone say so, and what would settle it', () => {
    const text = words([large([0.98, 0.97, 0.985]), small([0.971, 0.975, 0.98])]);
    expect(text.headline).toMatch(
      /^Likely, not shown: hidden 50-50 takes 52 % fewer FLOPs than the best, hidden 100-100, and loses 0\.30 points/,
    );
    expect(text.sentences[0]).toMatch(
      /^Not shown: it is the cheapest within 1 percentage point by the means, but may lose \d+\.\d+ points .* About \d+ further seeds for every configuration would settle it/,
    );
    expect(text.headline + text.sentences.join(' ')).not.toContain('Yes');
  });

  test('says that one seed shows nothing', () => {
    const text = words([large([0.975]), small([0.973])]);
    expect(text.headline).toMatch(/^Likely, not shown: /);
    expect(text.sentences.join(' ')).toContain('97.50 % validation accuracy (one seed)');
    expect(text.sentences.join(' ')).not.toContain('95 % CI');
    expect(text.caveats).toEqual([
      'One seed each: every verdict is undecided, differences may be noise.',
    ]);
  });

  test('says no where the best is the cheapest, and what the next cheaper one loses', () => {
    expect(words([large([0.975]), small([0.975])]).headline).toBe(
      'No, by the means: the best, hidden 50-50, is also the cheapest.',
    );
    const text = words([large([0.975]), small([0.95])]);
    expect(text.headline).toBe(
      'No, by the means: nothing cheaper than the best, hidden 100-100, is within 1 percentage point of it.',
    );
    expect(text.sentences.join(' ')).toContain('it loses 2.50 points by the means');
  });

  test('never says 1.0x, nor 0 %, of costs that hardly differ', () => {
    const dear = trialsOf('64', [0.975], { flops: 100_000 });
    // 0.9 % less, 1.009 times; 4 % less, 1.042 times; 5 % less, 1.053 times.
    for (const [flops, saved, ratio] of [
      [99_100, '0.90 %', '900 FLOPs per image saved.'],
      [96_000, '4 %', '4,000 FLOPs per image saved.'],
      [95_000, '5 %', '5,000 FLOPs per image saved, 1.1x fewer.'],
    ] as const) {
      const text = words([dear, trialsOf('63', [0.974], { flops })]);
      expect(text.headline).toContain(`hidden 63 takes ${saved} fewer FLOPs than the best`);
      expect(text.sentences.join(' ')).toContain(ratio);
    }
    const next = words([dear, trialsOf('63', [0.9], { flops: 99_100 })]);
    expect(next.sentences.join(' ')).toContain('with 900 FLOPs per image saved.');
  });

  test('says which part of a grid it knows', () => {
    const open = trialOf({
      configuration: 'x',
      hidden: '9',
      status: 'pending',
      val_accuracy: null,
    });
    expect(words([]).headline).toBe('No answer yet: no configuration is complete.');
    expect(words([[open]]).sentences).toEqual([
      'None of 1 configuration has completed every seed.',
    ]);
    expect(words([[open], large([0.97])]).headline).toBe(
      'No comparison: hidden 100-100 is the only one to compare.',
    );
    const part = words([[open], large([0.97]), small([0.97])]);
    expect(part.headline).toBe(
      'So far (2 of 3 configurations) no, by the means: the best, hidden 50-50, is also the cheapest.',
    );
    expect(part.caveats).toContain(
      '1 of 3 configurations is not compared (incomplete, or without a value or cost); the others have 84,550 FLOPs per image to 179,050 FLOPs per image.',
    );
  });

  test('has one name for a network without hidden layers, and the hyper-parameters that differ', () => {
    const text = words([
      trialsOf('none', [0.975], { flops: 10, learning_rate: 0.01 }),
      large([0.976]),
    ]);
    expect(text.headline).toContain('none (softmax regression, lr 0.01)');
    expect(text.headline).toContain('hidden 100-100 (lr 0.001)');
  });

  test('is by the objectives of the sweep: a loss and parameters', () => {
    const losses = (name: string, values: readonly number[], params: number): TrialRecord[] =>
      values.map((val_loss, seed) =>
        trialOf({ configuration: name, hidden: name, seed, val_loss, params, trial: name + seed }),
      );
    const text = words(
      [losses('16', [0.101, 0.1011, 0.1009], 100), losses('64', [0.1008, 0.1007, 0.1009], 400)],
      [
        { name: 'val_loss', goal: 'minimize' },
        { name: 'params', goal: 'minimize' },
      ],
    );
    // The tolerance is 1 % of 0.1008, 0.001008.
    expect(text.headline).toMatch(
      /^Yes: hidden 16 takes 75 % fewer parameters than the best, hidden 64, and loses at most 0\.000\d+ of validation loss\.$/,
    );
    expect(text.sentences.join(' ')).toContain('within 0.001008');
    expect(text.sentences.join(' ')).toContain('at 100 parameters: 300 parameters saved, 4.0x');
  });

  test('rounds what is lost at most up, never to nearest', () => {
    const share = shareWords('accuracy');
    expect(share.writeMost(0.004201)).toBe('0.43 points');
    expect(share.writeMost(0.0042)).toBe('0.42 points');
    expect(share.writeMost(0.01)).toBe('1.00 point');
    expect(share.writeMost(0.00001)).toBe('0.01 points');
    const figures = numberWords('loss');
    expect(figures.writeMost(0.00100801)).toBe('0.001009');
    expect(figures.writeMost(0.001008)).toBe('0.001008');
    expect(figures.writeMost(123401)).toBe('123500');
  });

  test('warns of two seeds', () => {
    const warning = 'Two seeds barely distinguish an unstable configuration from a stable one';
    expect(words([large([0.975, 0.976]), small([0.973, 0.972])]).caveats[0]).toContain(warning);
    expect(words([large([0.975, 0.976, 0.974]), small([0.973, 0.972, 0.971])]).caveats).toEqual([]);
  });

  test('says of a small saving how small it is', () => {
    const close = (flops: number, accuracies: readonly number[]) =>
      trialsOf(`${flops}`, accuracies, { flops });
    const best = close(1_000_000, [0.975, 0.976]);
    expect(words([best, close(995_799, [0.975, 0.9751])]).headline).toContain('takes 0.42 % fewer');
    expect(words([best, close(999_999, [0.975, 0.9751])]).headline).toContain(
      'takes less than 0.01 % fewer',
    );
  });

  test('tells many further seeds from no number of them', () => {
    const near = [large([0.98, 0.97, 0.985]), small([0.96845, 0.96845, 0.96845])];
    expect(words(near).sentences[0]).toContain('More than 1,000 further seeds for every');
    const apart = [large([0.98, 0.97, 0.96]), small([0.965, 0.96, 0.955])];
    expect(words(apart).sentences[0]).toContain(
      'More seeds would not settle it, if means and variances stay the same: the means lie 1 percentage point apart.',
    );
  });

  test('counts the verdicts', () => {
    const text = words([
      trialsOf('1', [0.9, 0.901, 0.899], { flops: 1 }),
      trialsOf('2', [0.95, 0.951, 0.949], { flops: 2 }),
      trialsOf('3', [0.9, 0.901, 0.899], { flops: 3 }),
      trialsOf('4', [0.95, 0.951, 0.949], { flops: 4 }),
    ]);
    expect(text.sentences.at(-1)).toBe(
      'Verdicts on 4 configurations: 2 on the front, 1 dominated, 1 undecided (more seeds may decide).',
    );
  });
});
