import {
  isShare,
  type Metric,
  METRICS,
  type TestMetric,
  TEST_METRICS,
} from '../quantity/metrics.js';
import { pick, recordOf } from '../quantity/table.js';
import { type ComparedTrial, COSTED_COLUMNS, type CostedConfiguration } from '../trial/records.js';
import { describeValues, type Statistics } from './statistics.js';

/** A configuration with what its seeds gave. */
export interface ConfigurationSummary extends CostedConfiguration {
  readonly configuration: string;
  readonly convention: string;
  /** Every seed of the sweep, ascending, whatever became of it. */
  readonly seeds: readonly number[];
  /** All of its trials, in the order of the spec. */
  readonly trials: readonly ComparedTrial[];
  /** The trials that completed, by seed. */
  readonly completed: readonly ComparedTrial[];
  /** True when every seed completed; one that diverged, failed or waits makes it false. */
  readonly complete: boolean;
  /** Over the completed trials; null when there is none or one of them lacks the value. */
  readonly means: Readonly<Record<Metric, Statistics | null>>;
  /** Apart from `means`, so that nothing which chooses by a metric's name can reach it. */
  readonly test: Readonly<Record<TestMetric, Statistics | null>>;
}

/**
 * Groups trials into configurations, in the order of their first trial. Trials excluded by a
 * constraint (`skipped`) never trained and form no configuration.
 */
export function summarizeConfigurations(
  trials: readonly ComparedTrial[],
): readonly ConfigurationSummary[] {
  const groups = new Map<string, ComparedTrial[]>();
  for (const trial of trials) {
    if (trial.status === 'skipped') continue;
    const group = groups.get(trial.configuration);
    if (group === undefined) groups.set(trial.configuration, [trial]);
    else group.push(trial);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [summarize(first, group)];
  });
}

function summarize(first: ComparedTrial, group: readonly ComparedTrial[]): ConfigurationSummary {
  const bySeed = [...group].sort((a, b) => a.seed - b.seed);
  const completed = bySeed.filter((trial) => trial.status === 'completed');
  const statistics = (name: Metric | TestMetric): Statistics | null =>
    describeAll(
      completed.map((trial) => trial[name]),
      isShare(name) ? [0, 1] : undefined,
    );
  return {
    ...pick(first, COSTED_COLUMNS),
    configuration: first.configuration,
    convention: first.convention,
    seeds: bySeed.map((trial) => trial.seed),
    trials: group,
    completed,
    complete: completed.length === group.length,
    means: recordOf(METRICS, statistics),
    test: recordOf(TEST_METRICS, statistics),
  };
}

/** A mean over fewer seeds than it claims would mislead, so one missing value means no mean. */
function describeAll(
  values: readonly (number | null)[],
  range: readonly [low: number, high: number] | undefined,
): Statistics | null {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  return finite.length === values.length ? describeValues(finite, range) : null;
}

/** A metric of one configuration, by seed. */
export type SeedValues = ReadonlyMap<number, number>;

/** A metric of the completed trials, by seed. */
export function valuesBySeed(summary: ConfigurationSummary, metric: Metric): SeedValues {
  return new Map(
    summary.completed.flatMap((trial) => {
      const value = trial[metric];
      return value === null ? [] : [[trial.seed, value] as const];
    }),
  );
}
