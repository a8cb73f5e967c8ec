import type { Verdict } from '../../front/analyse-front.js';
import { writeCount } from '../../front/numbers.js';
import { METRIC_WORDS } from '../../front/quantities.js';
import { type Cost, COSTS } from '../../quantity/costs.js';
import { HYPERPARAMETER_NAMES } from '../../quantity/hyperparameters.js';
import { pick, recordOf } from '../../quantity/table.js';
import type { Metric } from '../../quantity/metrics.js';
import type { ReportFacts } from '../facts.js';
import type { ChartData } from './chart.js';
import { frontSteps } from './front-spec.js';

/** The metric and the cost that the sweep's answer is about. */
export function axesOf({ analysis: { subject } }: ReportFacts): { metric: Metric; cost: Cost } {
  return { metric: subject.metric, cost: subject.cost };
}

/** What the seeds show of a configuration. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  front: 'on the front',
  dominated: 'dominated',
  undecided: 'undecided',
};

function noVerdict(): string {
  return 'none, seeds are missing';
}

/** A row per configuration that has a completed trial, and the corners of the front. */
export function pointsAndFront(facts: ReportFacts): ChartData {
  const { metric, cost } = axesOf(facts);
  const points = facts.configurations.flatMap((item) => {
    const statistics = facts.statisticsOf(item, metric);
    const x = Number(item[cost]);
    if (statistics === null || !(x > 0)) return [];
    const { write, writeInterval } = METRIC_WORDS[metric];
    const verdict = facts.verdictOf(item.configuration);
    const { interval, n } = statistics;
    return [
      {
        configuration: item.configuration,
        label: facts.nameOf(item.configuration),
        ...(facts.grouping === 'sweep' ? { sweep: facts.groupOf(item) } : {}),
        ...pick(item, ['family', 'hidden', ...HYPERPARAMETER_NAMES]),
        ...recordOf(COSTS, (name) => Number(item[name])),
        val_accuracy: item.means.val_accuracy?.mean ?? null,
        [metric]: statistics.mean,
        sd: statistics.sd,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        n,
        seeds: item.seeds.length,
        complete: item.complete,
        front: facts.isOnFront(item.configuration),
        ...Object.fromEntries(COSTS.map((name) => [`${name}_text`, writeCount(item[name])])),
        value_text: write(statistics.mean),
        interval_text:
          interval === null ? 'none (one seed)' : writeInterval([interval.low, interval.high]),
        verdict,
        verdict_text: verdict === null ? noVerdict() : VERDICT_WORDS[verdict],
        seeds_text: `${n} of ${item.seeds.length} completed`,
      },
    ];
  });
  return { points, front: stepsOf(facts, metric, cost) };
}

/** The corners of the front, and the dearest configuration that its line runs on to. */
function stepsOf(facts: ReportFacts, metric: Metric, cost: Cost): NonNullable<ChartData[string]> {
  const { goal } = facts.analysis.subject;
  const front = facts.front
    .map((item) => ({ cost: Number(item[cost]), value: item.means[metric]?.mean ?? NaN }))
    .filter((step) => step.cost > 0 && Number.isFinite(step.value));
  const complete = facts.configurations.filter((item) => item.complete);
  return frontSteps(front, goal, Math.max(...complete.map((item) => Number(item[cost]))));
}
