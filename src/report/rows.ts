import { roundStatistics } from '../front/numbers.js';
import { COSTS } from '../quantity/costs.js';
import { METRICS, TEST_METRICS } from '../quantity/metrics.js';
import { pick, recordOf } from '../quantity/table.js';
import type { TrialRecord } from '../trial/records.js';
import type { ReportFacts } from './facts.js';
import { MOST_ROWS } from './sections/table.js';

/**
 * The rows that the page shows, for programs: the text of `#sweep-data` is this as JSON. Test
 * metrics are there for front configurations alone, as on the page. Long lists are left out, see
 * `listed`; they and all epochs are in the database.
 */
export function pageRows(facts: ReportFacts): unknown {
  return {
    sweep: facts.sweep,
    ...(facts.parts === undefined ? {} : { sweeps: facts.parts.map(({ sweep }) => sweep) }),
    generated: facts.generatedAt,
    answer: facts.analysis.answer,
    ...listed({
      front: facts.front.map((item) => item.configuration),
      configurations: facts.configurations.map((item) => ({
        configuration: item.configuration,
        hidden: item.hidden,
        ...pick(item, COSTS),
        seeds: item.seeds,
        n: item.completed.length,
        complete: item.complete,
        front: facts.isOnFront(item.configuration),
        verdict: facts.verdictOf(item.configuration),
        ...recordOf(METRICS, (name) => roundStatistics(facts.statisticsOf(item, name))),
      })),
      trials: facts.trials.map((trial) => withoutTest(trial, facts)),
      jobs: facts.jobs,
    }),
  };
}

/**
 * Lists for programs. One of more than `MOST_ROWS` is left out, whole, so that nobody takes a part for
 * all: `not_listed` has how many rows each such list would have.
 */
export function listed(
  lists: Readonly<Record<string, readonly unknown[]>>,
): Readonly<Record<string, unknown>> {
  const written: Record<string, unknown> = {};
  const not_listed: Record<string, number> = {};
  for (const [name, rows] of Object.entries(lists)) {
    if (rows.length > MOST_ROWS) not_listed[name] = rows.length;
    else written[name] = rows;
  }
  return Object.keys(not_listed).length === 0 ? written : { ...written, not_listed };
}

function withoutTest(trial: TrialRecord, facts: ReportFacts): TrialRecord {
  return facts.isOnFront(trial.configuration)
    ? trial
    : { ...trial, ...recordOf(TEST_METRICS, () => null) };
}
