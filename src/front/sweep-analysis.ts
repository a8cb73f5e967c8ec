import { COSTS, type Cost, type Metric, type Objective } from '../trial/objective.js';
import type { Count } from '../trial/records.js';
import {
  analyseFront,
  type FrontAnswer,
  type FrontConfiguration,
  type FrontRow,
} from './analyse-front.js';
import { valuesBySeed, type ConfigurationSummary } from './configurations.js';
import { frontOf } from './front.js';

/** What a sweep's answer is about: the metric and the cost that its objectives name first. */
export interface Subject {
  readonly metric: Metric;
  readonly goal: Objective['goal'];
  readonly cost: Cost;
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
export interface SweepAnalysis {
  readonly subject: Subject;
  readonly answer: FrontAnswer;
  readonly configurations: readonly AnalysedConfiguration[];
  /** Those whose every seed is complete: what is compared. */
  readonly complete: number;
}

export interface AnalysisOptions {
  /** In the metric's unit; default: see `defaultTolerance`. */
  readonly tolerance?: number | undefined;
  /** Takes the place of the cost that the objectives name; null leaves a configuration out. */
  readonly costOf?: ((configuration: ConfigurationSummary) => Count | null) | undefined;
}

/** How far below the best a share still is a good result, one percentage point. */
const POINT = 0.01;

/** The first metric and the first cost of the objectives, val_accuracy and flops where there is none. */
export function subjectOf(objectives: readonly Objective[]): Subject {
  const isCost = (name: Metric | Cost): name is Cost => COSTS.some((cost) => cost === name);
  const metric = objectives.find(
    (objective): objective is Objective & { readonly name: Metric } =>
      // Seconds are measured, but not what a network is good at.
      !isCost(objective.name) && objective.name !== 'seconds',
  );
  const cost = objectives.map(({ name }) => name).find(isCost);
  return {
    metric: metric?.name ?? 'val_accuracy',
    goal: metric?.goal ?? 'maximize',
    cost: cost ?? 'flops',
  };
}

/** Whether it is a share of images, whose differences are written in points. */
export function isShare(metric: Metric): boolean {
  return metric === 'val_accuracy' || metric === 'accuracy';
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
  { tolerance, costOf }: AnalysisOptions = {},
): SweepAnalysis {
  const subject = subjectOf(objectives);
  const { metric, goal, cost } = subject;
  const rows: FrontRow[] = configurations.flatMap((item) => {
    const own = costOf === undefined ? item[cost] : costOf(item);
    return item.complete && own !== null && item.means[metric] !== null
      ? [...valuesBySeed(item, metric)].map(([seed, value]) => {
          return { configuration: item.configuration, seed, cost: own, value };
        })
      : [];
  });
  const means = configurations.flatMap((item) =>
    item.complete ? (item.means[metric]?.mean ?? []) : [],
  );
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
