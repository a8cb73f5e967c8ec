import type { FrontAnalysis } from '../front/analyse-front.js';
import { writeCount } from '../front/numbers.js';
import { numberWords, shareWords, type CostWords, type MetricWords } from '../front/quantities.js';
import { answerInWords, type AnswerText } from '../front/messages.js';
import type { Count } from '../quantity/costs.js';
import { columnName, isMeasuredCost } from './column-names.js';
import type { Results } from './results.js';

/** Without a prefix of the tool's; but of `values_0` the rest is no name. */
function nounOf(column: string): string {
  const { bare } = columnName(column);
  return /^\d*$/.test(bare) ? column : bare;
}

/** A file's metric in a sentence, under the name of its column. */
export function metricWordsOf({ metric, range }: Results): MetricWords {
  const bare = nounOf(metric);
  return range === null ? numberWords(bare) : shareWords(bare);
}

/** A file's cost in a sentence; its column may be called anything, so that no name stands as a unit. */
export function costWordsOf({ cost, rows }: Results): CostWords {
  const bare = nounOf(cost);
  const isCount =
    bare.toLowerCase().endsWith('s') &&
    !isMeasuredCost(columnName(cost)) &&
    rows.every((row) => typeof row.cost === 'bigint' || Number.isInteger(row.cost));
  return {
    noun: bare,
    comparative: isCount ? 'fewer' : 'less',
    write: (value) => `${bare} ${writeCost(value)}`,
    writeSaved: (value) => `${writeCost(value)} saved in ${bare}`,
  };
}

/** A count in all digits, a measured cost in four. */
export function writeCost(cost: Count): string {
  if (typeof cost === 'bigint' || Number.isInteger(cost)) return writeCount(cost);
  return String(Number(cost.toPrecision(4)));
}

/** The answer for people, for terminal and page alike. */
export function resultsAnswerInWords(results: Results, analysis: FrontAnalysis): AnswerText {
  return answerInWords({
    answer: analysis.answer,
    configurations: analysis.configurations,
    total: analysis.configurations.length + results.left_out.length + analysis.left_out.length,
    nameOf: (configuration) => configuration,
    metric: metricWordsOf(results),
    cost: costWordsOf(results),
  });
}
