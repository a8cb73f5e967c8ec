import { roundStatistics } from '../front/digits.js';
import { METRICS } from '../trial/objective.js';
import type { TrialRecord } from '../trial/records.js';
import type { ReportFacts } from './facts.js';

/**
 * The rows that the page shows, for programs: the text of `#sweep-data` is this as JSON. Test
 * metrics are there for front configurations alone, as on the page. Epochs are in the charts' data
 * and, whole, in the database.
 */
export function pageRows(facts: ReportFacts): unknown {
  return {
    sweep: facts.sweep,
    ...(facts.parts === undefined ? {} : { sweeps: facts.parts.map(({ sweep }) => sweep) }),
    generated: facts.generatedAt,
    answer: facts.analysis.answer,
    front: facts.front.map((item) => item.configuration),
    configurations: facts.configurations.map((item) => ({
      configuration: item.configuration,
      hidden: item.hidden,
      flops: item.flops,
      params: item.params,
      training_flops: item.training_flops,
      seeds: item.seeds,
      n: item.completed.length,
      complete: item.complete,
      front: facts.isOnFront(item.configuration),
      verdict: facts.verdictOf(item.configuration),
      ...Object.fromEntries(
        METRICS.map((name) => [name, roundStatistics(facts.statisticsOf(item, name))]),
      ),
    })),
    trials: facts.trials.map((trial) => withoutTest(trial, facts)),
    jobs: facts.jobs,
  };
}

function withoutTest(trial: TrialRecord, facts: ReportFacts): TrialRecord {
  return facts.isOnFront(trial.configuration)
    ? trial
    : { ...trial, test_accuracy: null, test_loss: null };
}
