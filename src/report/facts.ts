import { answerOf, type Answer } from '../front/answer.js';
import { summarizeConfigurations, type ConfigurationSummary } from '../front/configurations.js';
import { frontOf } from '../front/front.js';
import { nameConfigurations } from '../front/names.js';
import type { TrialRecord } from '../trial/records.js';
import { STATUSES, type Status } from '../trial/trial.js';
import type { ReportInput } from './input.js';

/** What every chart and section draws from, worked out once. */
export interface ReportFacts extends ReportInput {
  readonly configurations: readonly ConfigurationSummary[];
  /** Non-dominated under the sweep's objectives, cheapest first. */
  readonly front: readonly ConfigurationSummary[];
  readonly isOnFront: (configuration: string) => boolean;
  /** A short name per configuration. */
  readonly nameOf: (configuration: string) => string;
  readonly names: ReadonlyMap<string, string>;
  readonly answer: Answer;
  /** Trials per status, completed ones first, those without trials left out. */
  readonly counts: readonly { readonly status: Status; readonly trials: number }[];
}

export function gatherFacts(input: ReportInput): ReportFacts {
  const configurations = summarizeConfigurations(input.trials);
  const front = frontOf(configurations, input.sweep.objectives);
  const onFront = new Set(front.map((item) => item.configuration));
  const names = nameConfigurations(configurations);
  return {
    ...input,
    configurations,
    front,
    isOnFront: (configuration) => onFront.has(configuration),
    nameOf: (configuration) => names.get(configuration) ?? configuration,
    names,
    answer: answerOf(configurations),
    counts: countStatuses(input.trials),
  };
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
