import { answerOf, type Answer } from '../front/answer.js';
import { summarizeConfigurations, type ConfigurationSummary } from '../front/configurations.js';
import { frontOf } from '../front/front.js';
import { nameConfigurations } from '../front/names.js';
import type { TrialRecord } from '../trial/records.js';
import { STATUSES, type Status } from '../trial/trial.js';
import type { ReportInput, ReportPart } from './input.js';

/** What every chart and section draws from, worked out once. */
export interface ReportFacts extends ReportInput {
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
  readonly answer: Answer;
  /** Trials per status, completed ones first, those without trials left out. */
  readonly counts: readonly { readonly status: Status; readonly trials: number }[];
}

export function gatherFacts(input: ReportInput): ReportFacts {
  const configurations = summarizeConfigurations(input.trials);
  const front = frontOf(configurations, input.sweep.objectives);
  const onFront = new Set(front.map((item) => item.configuration));
  const parts = input.parts ?? [];
  const groupOf = (item: ConfigurationSummary): string =>
    parts.length === 0 ? item.family : sweepsOf(parts, item.configuration).join(' and ');
  const names = distinctNames(configurations, parts);
  return {
    ...input,
    configurations,
    front,
    isOnFront: (configuration) => onFront.has(configuration),
    nameOf: (configuration) => names.get(configuration) ?? configuration,
    names,
    grouping: parts.length === 0 ? 'family' : 'sweep',
    groupOf,
    answer: answerOf(configurations),
    counts: countStatuses(input.trials),
  };
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
  return order
    .map((status) => ({
      status,
      trials: trials.filter((trial) => trial.status === status).length,
    }))
    .filter((count) => count.trials > 0);
}
