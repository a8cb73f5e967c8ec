import type { ConfigurationSummary } from '../../front/configurations.js';
import type { AnalysedConfiguration } from '../../front/sweep-analysis.js';
import { roundMean, roundSpread } from '../../front/numbers.js';
import type { Statistics } from '../../front/statistics.js';
import { type Cost, COSTS, type Count } from '../../quantity/costs.js';
import { CONFIGURATION_COLUMNS } from '../../quantity/hyperparameters.js';
import { metricRow, METRICS } from '../../quantity/metrics.js';
import { pick, recordOf } from '../../quantity/table.js';

/** Exact in JSON too: text beyond 2^53. */
export function countJson(count: Count): number | string {
  return typeof count === 'bigint' ? String(count) : count;
}

export function costsJson(
  item: Readonly<Record<Cost, Count>>,
): Readonly<Record<Cost, number | string>> {
  return recordOf(COSTS, (name) => countJson(item[name]));
}

/** Hidden layers as JSON has them: `[100, 100]`, and the text where a family has no such list. */
export function hiddenJson(hidden: string): readonly number[] | string {
  if (hidden === 'none') return [];
  return /^\d+(-\d+)*$/.test(hidden) ? hidden.split('-').map(Number) : hidden;
}

/** The parameters that only its model has, as the object that is stored as text. */
export function parametersJson(parameters: string): unknown {
  return JSON.parse(parameters);
}

/**
 * A configuration for programs: what it is, what it costs, and means over its completed seeds.
 * Test accuracy is not among them: nobody shall choose by it.
 */
export function configurationJson(
  item: ConfigurationSummary,
  name: string,
): Readonly<Record<string, unknown>> {
  return {
    configuration: item.configuration,
    name,
    ...pick(item, CONFIGURATION_COLUMNS),
    hidden: hiddenJson(item.hidden),
    parameters: parametersJson(item.parameters),
    convention: item.convention,
    ...costsJson(item),
    seeds: item.seeds,
    n: item.completed.length,
    complete: item.complete,
    ...Object.fromEntries(SPREAD.flatMap((metric) => withSpread(metric, item.means[metric]))),
    seconds: roundMean(item.means.seconds?.mean ?? null),
    trials: item.trials.map(({ trial }) => trial),
  };
}

/** Metrics whose spread over seeds is told. */
const SPREAD = METRICS.filter((name) => metricRow(name).spread);

function withSpread(
  name: string,
  statistics: Statistics | null,
): readonly (readonly [string, number | null])[] {
  return [
    [name, roundMean(statistics?.mean ?? null)],
    [`${name}_sd`, roundSpread(statistics?.sd ?? null)],
  ];
}

/** What the seeds show of a configuration: `interval` is that of the sweep's first metric. */
export function analysisJson({
  analysis,
}: Pick<AnalysedConfiguration, 'analysis'>): Readonly<Record<string, unknown>> {
  return { interval: analysis?.interval ?? null, verdict: analysis?.verdict ?? null };
}
