import { nameConfigurations } from './names.js';
import { COST_WORDS, METRIC_WORDS } from './quantities.js';
import type { SweepAnalysis } from './sweep-analysis.js';
import { answerInWords, nameInWords, type AnswerText } from './words.js';

/**
 * A sweep's answer in words, for terminal and page alike.
 *
 * @param names a short name per configuration, as `nameConfigurations` gives; made where left out.
 */
export function sweepAnswerInWords(
  { subject, answer, configurations }: SweepAnalysis,
  names: ReadonlyMap<string, string> = nameConfigurations(
    configurations.map(({ summary }) => summary),
  ),
): AnswerText {
  const found = new Map(
    configurations.map(({ summary }) => [summary.configuration, summary] as const),
  );
  return answerInWords({
    answer,
    configurations: configurations.flatMap(({ analysis }) => analysis ?? []),
    total: configurations.length,
    nameOf: (configuration) => {
      const summary = found.get(configuration);
      const name = names.get(configuration) ?? configuration;
      return summary === undefined ? name : nameInWords(summary, name);
    },
    metric: METRIC_WORDS[subject.metric],
    cost: COST_WORDS[subject.cost],
  });
}
