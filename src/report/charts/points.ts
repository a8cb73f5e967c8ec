import type { Verdict } from '../../front/analyse-front.js';
import { writeCount } from '../../front/numbers.js';
import { METRIC_WORDS } from '../../front/quantities.js';
import type { Cost } from '../../quantity/costs.js';
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
        family: item.family,
        ...(facts.grouping === 'sweep' ? { sweep: facts.groupOf(item) } : {}),
        hidden: item.hidden,
        activation: item.activation,
        dropout: item.dropout,
        optimizer: item.optimizer,
        learning_rate: item.learning_rate,
        weight_decay: item.weight_decay,
        batch_size: item.batch_size,
        epochs: item.epochs,
        flops: Number(item.flops),
        params: Number(item.params),
        training_flops: Number(item.training_flops),
        val_accuracy: item.means.val_accuracy?.mean ?? null,
        [metric]: statistics.mean,
        sd: statistics.sd,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        n,
        seeds: item.seeds.length,
        complete: item.complete,
        front: facts.isOnFront(item.configuration),
        flops_text: writeCount(item.flops),
        params_text: writeCount(item.params),
        training_flops_text: writeCount(item.training_flops),
        value_text: write(statistics.mean),
        interval_text:
          interval === null ? 'none (one seed)' : writeInterval([interval.low, interval.high]),
        verdict,
        verdict_text: verdict === null ? 'none, seeds are missing' : VERDICT_WORDS[verdict],
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
