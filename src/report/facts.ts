import type { Verdict } from '../front/analyse-front.js';
import { summarizeConfigurations, type ConfigurationSummary } from '../front/configurations.js';
import { nameConfigurations } from '../front/names.js';
import type { Statistics } from '../front/statistics.js';
import { analyseSweep, statisticsOf, type SweepAnalysis } from '../front/sweep-analysis.js';
import { compareCounts } from '../front/front.js';
import type { Cost } from '../quantity/costs.js';
import type { Metric } from '../quantity/metrics.js';
import type { TrialRecord } from '../trial/records.js';
import { STATUSES, type Status } from '../trial/trial.js';
import { chooseCurves, type Curves } from './charts/curves.js';
import { epochSource, type ReportPart, type ReportSource } from './input.js';

/** What every chart and section draws from, worked out once. */
export interface ReportFacts extends Omit<ReportSource, 'epochs'> {
  readonly configurations: readonly ConfigurationSummary[];
  /** Non-dominated under the sweep's objectives, cheapest first. */
  readonly front: readonly ConfigurationSummary[];
  readonly isOnFront: (configuration: string) => boolean;
  /** A short name per configuration. */
  readonly nameOf: (configuration: string) => string;
  readonly names: ReadonlyMap<string, string>;
  /** What colours and shapes tell apart: families, or sweeps where the page shows several. */
  readonly grouping: 'family' | 'sweep';
  /** The family, or the sweeps that have it: `a`, or `a and b`. */
  readonly groupOf: (item: ConfigurationSummary) => string;
  readonly analysis: SweepAnalysis<Cost>;
  /** What its seeds show; null where not every seed is complete. */
  readonly verdictOf: (configuration: string) => Verdict | null;
  /** Mean and interval of a metric over its completed seeds. */
  readonly statisticsOf: (item: ConfigurationSummary, metric: Metric) => Statistics | null;
  readonly curves: Curves;
  /** Trials per status, completed ones first, those without trials left out. */
  readonly counts: readonly { readonly status: Status; readonly trials: number }[];
}

/** What a page is made from, worked out once; epochs that are not rows yet are got here. */
export function gatherFacts({ epochs, ...input }: ReportSource): ReportFacts {
  const configurations = summarizeConfigurations(input.trials);
  const analysis = analyseSweep(configurations, input.sweep.objectives);
  const analysed = new Map(
    analysis.configurations.map((item) => [item.summary.configuration, item] as const),
  );
  const isOnFront = (configuration: string): boolean =>
    analysed.get(configuration)?.on_front === true;
  const parts = input.parts ?? [];
  const groupOf = (item: ConfigurationSummary): string =>
    parts.length === 0 ? item.family : sweepsOf(parts, item.configuration).join(' and ');
  const names = distinctNames(configurations, parts);
  const front = configurations
    .filter(({ configuration }) => isOnFront(configuration))
    .sort((a, b) => compareCounts(a.flops, b.flops));
  return {
    ...input,
    configurations,
    front,
    curves: chooseCurves(configurations, front, epochSource(epochs)),
    isOnFront,
    nameOf: (configuration) => names.get(configuration) ?? configuration,
    names,
    grouping: parts.length === 0 ? 'family' : 'sweep',
    groupOf,
    analysis,
    verdictOf: (configuration) => analysed.get(configuration)?.analysis?.verdict ?? null,
    statisticsOf: (item, metric) => {
      const found = analysed.get(item.configuration);
      return found === undefined ? item.means[metric] : statisticsOf(found, metric, analysis);
    },
    counts: countStatuses(input.trials),
  };
}

/** The command that writes all rows of a view of what the page shows. */
export function exportText({ sweep, parts }: ReportFacts, view: string): string {
  const names = parts === undefined ? [sweep.sweep] : parts.map((part) => part.sweep.sweep);
  return `sweep export ${names.join(' ')} --what ${view} writes all rows`;
}

function sweepsOf(parts: readonly ReportPart[], configuration: string): readonly string[] {
  return parts
    .filter(({ configurations }) => configurations.has(configuration))
    .map(({ sweep }) => sweep.sweep);
}

/** Two sweeps may have different configurations of one name: the sweep's goes before it then. */
function distinctNames(
  configurations: readonly ConfigurationSummary[],
  parts: readonly ReportPart[],
): ReadonlyMap<string, string> {
  const names = nameConfigurations(configurations);
  const seen = new Map<string, number>();
  for (const name of names.values()) seen.set(name, (seen.get(name) ?? 0) + 1);
  return new Map(
    [...names].map(([configuration, name]) => {
      const sweep = sweepsOf(parts, configuration).join(' and ');
      return [
        configuration,
        (seen.get(name) ?? 0) > 1 && sweep !== '' ? `${sweep}: ${name}` : name,
      ];
    }),
  );
}

function countStatuses(trials: readonly TrialRecord[]): ReportFacts['counts'] {
  const order: readonly Status[] = [
    'completed',
    ...STATUSES.filter((status) => status !== 'completed'),
  ];
  const counts = new Map<Status, number>();
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1);
  return order
    .map((status) => ({ status, trials: counts.get(status) ?? 0 }))
    .filter((count) => count.trials > 0);
}
