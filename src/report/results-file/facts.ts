import type { FrontAnalysis, FrontConfiguration } from '../../front/analyse-front.js';
import type { CostWords, MetricWords } from '../../front/quantities.js';
import type { AnswerText } from '../../front/messages.js';
import type { Results } from '../../results-file/results.js';
import { costWordsOf, metricWordsOf, resultsAnswerInWords } from '../../results-file/words.js';
import { compareCounts } from '../../front/front.js';

/** What the page of a file of results is made from. */
export interface ResultsInput {
  readonly results: Results;
  readonly analysis: FrontAnalysis;
  /** Of this program. */
  readonly version: string;
  /** ISO-8601 in UTC. */
  readonly generatedAt: string;
}

/** The same, with what its chart and its sections share. */
export interface ResultsFacts extends ResultsInput {
  /** Cheapest first. */
  readonly configurations: readonly FrontConfiguration[];
  readonly metric: MetricWords;
  readonly cost: CostWords;
  readonly answer: AnswerText;
}

export function gatherResults(input: ResultsInput): ResultsFacts {
  const { results, analysis } = input;
  const answer = resultsAnswerInWords(results, analysis);
  return {
    ...input,
    configurations: [...analysis.configurations].sort((a, b) => compareCounts(a.cost, b.cost)),
    metric: metricWordsOf(results),
    cost: costWordsOf(results),
    answer: { ...answer, caveats: [...answer.caveats, ...results.warnings] },
  };
}
