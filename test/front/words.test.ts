import { describe, expect, test } from 'vitest';
import { answerOf } from '../../src/front/answer.js';
import { summarizeConfigurations } from '../../src/front/configurations.js';
import { nameConfigurations } from '../../src/front/names.js';
import { answerInWords } from '../../src/front/words.js';
import type { TrialRecord } from '../../src/trial/records.js';
import { trialOf, trialsOf } from './trials.js';

const words = (...groups: readonly (readonly TrialRecord[])[]) => {
  const configurations = summarizeConfigurations(groups.flat());
  return answerInWords(answerOf(configurations), nameConfigurations(configurations));
};
const large = (accuracies: readonly number[]) =>
  trialsOf('100-100', accuracies, { flops: 179_050 });
const small = (accuracies: readonly number[]) => trialsOf('50-50', accuracies, { flops: 84_550 });

describe('the answer in words', () => {
  test('says yes, how much less and what it loses', () => {
    const text = words(large([0.976, 0.974]), small([0.972, 0.97]));
    // 1 - 84,550 / 179,050 = 52.78 %, told as 52; 179,050 / 84,550 = 2.118.
    expect(text.headline).toBe(
      'Yes: hidden 50-50 takes 52 % fewer FLOPs than the best, hidden 100-100, and loses 0.40 points of accuracy.',
    );
    expect(text.sentences[1]).toContain('94,500 FLOPs per image saved, 2.12 times fewer.');
    expect(text.sentences[2]).toContain('0.40 points is more than noise');
    expect(text.caveats).toEqual([]);
  });

  test('says when the seeds cannot tell two apart', () => {
    const text = words(large([0.98, 0.97]), small([0.971, 0.975]));
    expect(text.sentences.join(' ')).toContain('may be noise: its interval includes 0');
  });

  test('warns of one seed instead of giving an interval', () => {
    const text = words(large([0.975]), small([0.973]));
    expect(text.sentences.join(' ')).toContain('97.50 % validation accuracy (one seed)');
    expect(text.sentences.join(' ')).not.toContain('interval');
    expect(text.caveats).toEqual([
      'One seed, so no interval: differences of a few tenths of a point may be noise.',
    ]);
  });

  test('says that nothing is lost in a tie', () => {
    const tied = [...large([0.975]), ...small([0.975])];
    expect(words(tied).headline).toBe(
      'The best, hidden 50-50, is also the cheapest that is complete.',
    );
    expect(words(large([0.97504]), small([0.97503])).headline).toContain('less than 0.01 points');
  });

  test('says no when everything cheaper loses more than a point', () => {
    const text = words(large([0.975]), small([0.95]));
    expect(text.headline).toBe(
      'Not here: nothing cheaper comes within 1 percentage point of the best, hidden 100-100.',
    );
    expect(text.sentences[1]).toContain('it loses 2.50 points');
  });

  test('says what is missing', () => {
    const open = trialOf({
      configuration: 'x',
      hidden: '9',
      status: 'pending',
      val_accuracy: null,
    });
    expect(words([]).headline).toBe('No answer yet: no configuration is complete.');
    expect(words([open]).sentences).toEqual(['None of 1 configuration has completed every seed.']);
    expect(words([open], large([0.97])).headline).toBe(
      'No comparison yet: only hidden 100-100 is complete.',
    );
    expect(words([open], large([0.97]), small([0.97])).caveats).toContain(
      '1 of 3 configurations is not complete and not compared.',
    );
  });

  test('names softmax regression and the hyper-parameters that differ', () => {
    const text = words(
      trialsOf('none', [0.975], { flops: 10, learning_rate: 0.01 }),
      large([0.976]),
    );
    expect(text.headline).toContain('softmax regression (lr 0.01)');
    expect(text.headline).toContain('hidden 100-100 (lr 0.001)');
  });
});
