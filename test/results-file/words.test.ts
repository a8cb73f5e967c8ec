import { describe, expect, test } from 'vitest';
import { analyseFront } from '../../src/front/analyse-front.js';
import type { AnswerText } from '../../src/front/messages.js';
import { readResults } from '../../src/results-file/results.js';
import { resultsAnswerInWords } from '../../src/results-file/words.js';

/** Two configurations, the second of the higher accuracy. */
function answer(cost: string, [cheap, dear]: readonly [string, string]): AnswerText {
  const text = `w,seed,${cost},val_accuracy\n1,0,${cheap},0.9\n2,0,${dear},0.905\n`;
  const results = readResults(text, 'r.csv', { cost });
  return resultsAnswerInWords(results, analyseFront(results.rows, { range: [0, 1] }));
}

describe('the answer to a results file', () => {
  test.each([
    ['time', ['19', '38'], '50 % less time than'],
    ['flops', ['100', '200'], '50 % fewer flops than'],
    ['GPU hours', ['1.5', '3'], '50 % less GPU hours than'],
    ['latency_ms', ['1', '2'], '50 % less latency_ms than'],
    ['price', ['10', '20'], '50 % less price than'],
  ] as const)('reads right with a column called %s', (column, costs, less) => {
    const { headline, sentences } = answer(column, costs);
    expect(headline).toContain(`w 1 takes ${less} the best, w 2`);
    expect(sentences).toContain(
      `The best mean is that of w 2: 90.50 % val_accuracy (one seed) at ${column} ${costs[1]}.`,
    );
    expect(sentences).toContain(
      `w 1 has 90.00 % val_accuracy (one seed) at ${column} ${costs[0]}: ` +
        `${Number(costs[1]) - Number(costs[0])} saved in ${column}, 2.0x ${less.split(' ')[2]}.`,
    );
  });

  test('says nothing of networks, which its runs need not be', () => {
    const { headline, sentences } = answer('price', ['20', '10']);
    expect(headline).toBe('No, by the means: the best, w 2, is also the cheapest.');
    expect(sentences.at(-1)).toBe('Add cheaper configurations to see what they lose.');
  });
});
