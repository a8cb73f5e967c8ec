import { METRIC_WORDS } from '../../front/quantities.js';
import type { Statistics } from '../../front/statistics.js';
import type { Metric } from '../../quantity/metrics.js';
import { writeCount } from '../../front/numbers.js';
import type { LatencyRecord } from '../../trial/records.js';
import { type Cell, textTable } from '../terminal/text-table.js';
import { latenciesMeasuredOn } from './messages.js';

/** `97.51 % (95 % CI (t) 97.35 to 97.67 %, 5 seeds)`. */
export function statisticsText(metric: Metric, statistics: Statistics | null): string {
  if (statistics === null) return 'unknown';
  const { mean, interval, n } = statistics;
  const { write } = METRIC_WORDS[metric];
  const spread = interval === null ? '' : `95 % CI (t) ${intervalText(metric, statistics) ?? ''}, `;
  return `${write(mean)} (${spread}${n === 1 ? 'one seed' : `${n} seeds`})`;
}

/** `97.35 to 97.67 %`; null for one seed. */
export function intervalText(metric: Metric, statistics: Statistics | null): string | null {
  const interval = statistics?.interval ?? null;
  return interval === null
    ? null
    : METRIC_WORDS[metric].writeInterval([interval.low, interval.high]);
}

/** `97.51 %`, null where a completed trial lacks it or none is. */
export function meanText(metric: Metric, statistics: Statistics | null): string | null {
  return statistics === null ? null : METRIC_WORDS[metric].write(statistics.mean);
}

/** What was measured, a line for each model and batch size, cheapest first. */
export function latencyText(
  latencies: readonly LatencyRecord[],
  names: ReadonlyMap<string, string>,
  width = Infinity,
): string {
  const sorted = [...latencies].sort(
    (a, b) => a.batch - b.batch || (a.flops < b.flops ? -1 : a.flops > b.flops ? 1 : 0),
  );
  const table = textTable(
    ['configuration', 'FLOPs', 'batch', 'ms per image', 'quartiles', 'runs', 'peak memory'],
    sorted.map((row): Cell[] => [
      names.get(row.configuration) ?? row.configuration,
      writeCount(row.flops),
      row.batch,
      writeMs(row.median_ms),
      `${writeMs(row.lower_quartile_ms)} to ${writeMs(row.upper_quartile_ms)}`,
      row.runs,
      `${Math.round(Number(row.peak_memory_bytes) / 1e6)} MB`,
    ]),
    { width, optional: ['runs', 'peak memory', 'FLOPs', 'quartiles'] },
  );
  const [first] = sorted;
  return first === undefined
    ? table
    : `${table}\n\n${latenciesMeasuredOn(first.engine, first.library, first.device_name ?? first.device)}`;
}

function writeMs(ms: number): string {
  return String(Number(ms.toPrecision(3)));
}
