import type { Objective } from '../trial/objective.js';
import { type Cost, isCost, type Count } from '../quantity/costs.js';
import { type Metric, isOfImages, isShare } from '../quantity/metrics.js';
import {
  analyseFront,
  type FrontAnswer,
  type FrontConfiguration,
  type FrontRow,
} from './analyse-front.js';
import { type ConfigurationSummary, valuesBySeed } from './configurations.js';
import { frontOf } from './front.js';
import { COST_WORDS, METRIC_WORDS } from './quantities.js';
import type { Statistics } from './statistics.js';
import { nameConfigurations } from './names.js';
import { answerInWords, type AnswerText, nameInWords } from './messages.js';

/** A cost that objectives can name, or the time that `sweep measure` took. */
export type AnyCost = Cost | 'latency_ms';

/** What an answer is about; a sweep's own: the metric and the cost that its objectives name first. */
export interface Subject<Own extends AnyCost = AnyCost> {
  readonly metric: Metric;
  readonly goal: Objective['goal'];
  readonly cost: Own;
}

/** A configuration with what the seeds show of it. */
export interface AnalysedConfiguration {
  readonly summary: ConfigurationSummary;
  /** Mean, interval and verdict by the subject; null where not every seed is complete. */
  readonly analysis: FrontConfiguration | null;
  /** On the front of the means, under all objectives. */
  readonly on_front: boolean;
}

/** A sweep's configurations and answer: what terminal, page, database and JSON say alike. */
export interface SweepAnalysis<Own extends AnyCost = AnyCost> {
  readonly subject: Subject<Own>;
  readonly answer: FrontAnswer;
  readonly configurations: readonly AnalysedConfiguration[];
  /** Those whose every seed is complete: what is compared. */
  readonly complete: number;
}

export interface AnalysisOptions {
  /** In the metric's unit; default: see `defaultTolerance`. */
  readonly tolerance?: number | undefined;
  /** In the place of what the objectives name. */
  readonly subject?: Subject | undefined;
  /** The subject's cost, where it is no column of a configuration; null leaves one out. */
  readonly costOf?: ((configuration: ConfigurationSummary) => Count | null) | undefined;
}

/** How far below the best a share still is a good result, one percentage point. */
const POINT = 0.01;

/** The first metric and the first cost of the objectives, val_accuracy and flops where there is none. */
export function subjectOf(objectives: readonly Objective[]): Subject<Cost> {
  const metric = objectives.find(
    (objective): objective is Objective & { readonly name: Metric } =>
      // Seconds are measured, but not what a network is good at.
      !isCost(objective.name) && isOfImages(objective.name),
  );
  const cost = objectives.map(({ name }) => name).find(isCost);
  return {
    metric: metric?.name ?? 'val_accuracy',
    goal: metric?.goal ?? 'maximize',
    cost: cost ?? 'flops',
  };
}

/** One point for shares; for other metrics 1 % of the best mean's absolute value. */
export function defaultTolerance(metric: Metric, bestMean: number): number {
  return isShare(metric) ? POINT : Math.abs(bestMean) / 100;
}

/**
 * Verdicts and answer over the complete configurations, by the subject of the objectives; nothing is
 * compared where none is complete.
 */
export function analyseSweep(
  configurations: readonly ConfigurationSummary[],
  objectives: readonly Objective[],
): SweepAnalysis<Cost>;
export function analyseSweep(
  configurations: readonly ConfigurationSummary[],
  objectives: readonly Objective[],
  options: AnalysisOptions,
): SweepAnalysis;
export function analyseSweep(
  configurations: readonly ConfigurationSummary[],
  objectives: readonly Objective[],
  { subject = subjectOf(objectives), tolerance, costOf }: AnalysisOptions = {},
): SweepAnalysis {
  const { metric, goal, cost } = subject;
  const ownCost = (item: ConfigurationSummary): Count | null =>
    cost === 'latency_ms' ? null : item[cost];
  const compared = configurations.flatMap((item) => {
    const own = (costOf ?? ownCost)(item);
    const statistics = item.means[metric];
    return item.complete && own !== null && statistics !== null
      ? [{ item, cost: own, mean: statistics.mean }]
      : [];
  });
  const rows: FrontRow[] = compared.flatMap(({ item, cost: own }) =>
    [...valuesBySeed(item, metric)].map(([seed, value]) => {
      return { configuration: item.configuration, seed, cost: own, value };
    }),
  );
  const means = compared.map(({ mean }) => mean);
  const best = goal === 'maximize' ? Math.max(...means) : Math.min(...means);
  const { answer, configurations: analysed } = analyseFront(rows, {
    goal,
    tolerance: tolerance ?? defaultTolerance(metric, means.length === 0 ? 0 : best),
    ...(isShare(metric) ? { range: [0, 1] as const } : {}),
  });
  const found = new Map(analysed.map((item) => [item.configuration, item]));
  const front = new Set(frontOf(configurations, objectives));
  return {
    subject,
    answer,
    configurations: configurations.map((summary) => ({
      summary,
      analysis: found.get(summary.configuration) ?? null,
      on_front: front.has(summary),
    })),
    complete: found.size,
  };
}

/**
 * Mean, spread and interval of a metric over a configuration's completed seeds. The subject's metric has
 * the interval of the analysis, from the moderated variance; others have their own seeds' alone.
 */
export function statisticsOf(
  { summary, analysis }: AnalysedConfiguration,
  metric: Metric,
  { subject }: SweepAnalysis,
): Statistics | null {
  const own = summary.means[metric];
  if (
    own === null ||
    analysis === null ||
    analysis.interval === null ||
    metric !== subject.metric
  ) {
    return own;
  }
  const [low, high] = analysis.interval;
  return { ...own, interval: { low, high } };
}

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
    complete: configurations.filter(({ summary }) => summary.complete).length,
    nameOf: (configuration) => {
      const summary = found.get(configuration);
      const name = names.get(configuration) ?? configuration;
      return summary === undefined ? name : nameInWords(summary, name);
    },
    metric: METRIC_WORDS[subject.metric],
    cost: COST_WORDS[subject.cost],
  });
}
